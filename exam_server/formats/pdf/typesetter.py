"""The process that makes one PDF: an order as JSON on standard input, the file on standard output.

It ends with 1 and typst's message where typst refused, and with NOT_SHOWN and the characters where the order takes
nothing spelt out and the fonts haven't all that it says.
"""

import json
import os
import sys
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

import typst

POLITENESS = 10
FOLDER = Path(__file__).parent
# What the fonts have for certain: Latin with all that Polish needs, the usual punctuation, and where a line ends.
CERTAIN = frozenset("\r\n" + "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027)])))
TRIAL = "trial.typ"
NOT_SHOWN = 3


class NotShown(Exception):
    """No font shows these characters."""


def main() -> int:
    order = json.load(sys.stdin.buffer)
    try:
        pdf = _make(order)
    except typst.TypstError as error:
        sys.stderr.write(f"{error.message}\n{error.diagnostic}\n")
        return 1
    except NotShown as lacking:
        sys.stdout.buffer.write(str(lacking).encode())
        return NOT_SHOWN
    sys.stdout.buffer.write(pdf)
    return 0


def _make(order: dict[str, Any]) -> bytes:
    """An accessible PDF must show every character that it has; what no font knows is spelt out.

    First as it is, then without what no font has, then without all that isn't certain: a font may have a character,
    but not beside its neighbour, nor in bold.
    """
    uncertain = {sign for words in _texts(order["data"]) for sign in words} - CERTAIN
    try:
        return _make_without(order, set())
    except typst.TypstError:
        if not uncertain:
            raise
    lacking = {sign for sign in uncertain if not _is_shown(sign, order["standards"])}
    try:
        pdf = _make_without(order, lacking)
    except typst.TypstError:
        lacking = uncertain
        pdf = _make_without(order, lacking)
    # Only now it's known that the characters are why.
    if order["verbatim"]:
        raise NotShown("".join(sorted(lacking)))
    return pdf


def _make_without(order: dict[str, Any], signs: Set[str]) -> bytes:
    data = _spelt(order["data"], {ord(sign): _spell(sign) for sign in signs})
    words = json.dumps(data, ensure_ascii=False)
    return _compile(order["template"], words, order["standards"], order["timestamp"])


def _spell(sign: str) -> str:
    return " " if sign == "\t" else f"[U+{ord(sign):04X}]"


def _compile(template: str, data: str, standards: Any, timestamp: int = 0) -> bytes:
    """Only typst's own fonts are used, so that every machine makes the same pages."""
    return typst.compile(
        FOLDER / template,
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=standards,
        timestamp=timestamp,
    )


def _is_shown(sign: str, standards: list[str]) -> bool:
    try:
        _compile(TRIAL, sign, standards)
    except typst.TypstError:
        return False
    return True


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)


def _spelt(data: Any, table: dict[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, dict):
        return {name: _spelt(value, table) for name, value in data.items()}
    return [_spelt(each, table) for each in data] if isinstance(data, list) else data


if __name__ == "__main__":
    os.nice(POLITENESS)
    raise SystemExit(main())
