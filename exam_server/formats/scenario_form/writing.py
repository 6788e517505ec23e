"""A block's plain data as fields of its form."""

import json
import re
from collections.abc import Iterator, Mapping

from exam_server.formats.scenario_form.shape import BETWEEN, Part

Fields = Mapping[str, str]
BARE = re.compile(r"[^\W\d][\w-]*")
"""Words that stand without quotation marks in a file's notation."""
UNSHOWN = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that a YAML file may hold only as escapes."""
WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def write_block(part: Part, data: object) -> dict[str, str]:
    """The fields of a block by their names. What is no text of its kind is shown as it stands."""
    return dict(_write(part, data, part.key))


def _write(part: Part, data: object, path: str) -> Iterator[tuple[str, str]]:
    if part.kind == "rows":
        for number, entry in enumerate(data if isinstance(data, list) else ()):
            yield from _inside(part, entry, f"{path}.{number}")
    elif part.kind == "group":
        yield from _inside(part, data, path)
    else:
        yield path, _words(part, data)


def _inside(part: Part, entry: object, path: str) -> Iterator[tuple[str, str]]:
    known = entry if isinstance(entry, dict) else {}
    for each in part.inside:
        yield from _write(each, known.get(each.key), f"{path}.{each.key}")


def _words(part: Part, value: object) -> str:
    if value is None:
        return ""
    if part.kind == "notation":
        return flow(value)
    if part.kind == "tick":
        return "1" if value is True else ""
    if part.kind == "names" and isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if part.kind == "lines" and isinstance(value, list):
        return "\n".join(str(each) for each in value)
    if part.kind == "pairs" and isinstance(value, dict):
        return "\n".join(f"{key}{BETWEEN}{each}" for key, each in value.items())
    return str(value)


def flow(value: object) -> str:
    """Plain data in a file's notation on one line; what it gives reads back as the same."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if isinstance(value, str) and BARE.fullmatch(value) and value.lower() not in WORDS_OF_YAML:
        return value
    return UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
