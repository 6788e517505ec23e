"""The fields of a block's form as the block's plain data; the file's own reader then says what is wrong with it."""

import re

from exam_server.formats.scenario_form.shape import ASIDE, BETWEEN, Part
from exam_server.formats.scenario_form.writing import Fields
from exam_server.formats.yaml_lines import load_yaml

WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


def read_block(part: Part, fields: Fields, before: object = None) -> object:
    """The block as its file would have it; never raises. `before`: what of it a form doesn't show is kept.

    What doesn't read as its kind stays the text that it is, so that it's found and shown where it was typed.
    """
    read = _read(part, fields, part.key)
    if isinstance(before, dict) and isinstance(read, dict):
        return {key: value for key, value in before.items() if key in ASIDE} | read
    return read


def _read(part: Part, fields: Fields, path: str) -> object:
    if part.kind == "rows":
        return [_record(part, fields, f"{path}.{number}") for number in range(_rows(fields, path))]
    if part.kind == "group":
        return _record(part, fields, path)
    return _value(part, fields.get(path, ""))


def _rows(fields: Fields, path: str) -> int:
    start = re.compile(rf"{re.escape(path)}\.([0-9]{{1,3}})\.")
    return max((int(found[1]) + 1 for name in fields if (found := start.match(name))), default=0)


def _record(part: Part, fields: Fields, path: str) -> dict[str, object]:
    """A record without its optional fields that are empty."""
    read = {each.key: _read(each, fields, f"{path}.{each.key}") for each in part.inside}
    optional = {each.key for each in part.inside if each.optional}
    return {key: value for key, value in read.items() if key not in optional or _is_said(value)}


def _is_said(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_said(each) for each in value.values())
    return value is not False and value not in ("", None) and value != []


def _value(part: Part, typed: str) -> object:
    words = typed.strip()
    if part.kind in ("area", "line"):
        return typed if words else ""
    if part.kind == "number":
        return int(words) if WHOLE.fullmatch(words) else words
    if part.kind == "tick":
        return bool(words)
    if part.kind == "names":
        return [name for each in words.split(",") if (name := each.strip())]
    if part.kind == "lines":
        return [line for each in words.splitlines() if (line := each.strip())]
    if part.kind == "pairs":
        return _pairs(words)
    if part.kind == "notation":
        return _notation(words)
    return words


def _pairs(words: str) -> object:
    pairs = {}
    for line in filter(None, map(str.strip, words.splitlines())):
        key, mark, value = (each.strip() for each in line.partition(BETWEEN))
        if not mark or key in pairs:
            return words
        pairs[key] = int(value) if WHOLE.fullmatch(value) else value
    return pairs


def _notation(words: str) -> object:
    if not words:
        return None
    located, problems = load_yaml(words)
    return words if located is None or problems else located.data
