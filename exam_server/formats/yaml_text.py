"""Writes plain values as YAML that a person can read and edit."""

from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

NEXT_LINE = "\x85"


def dump_yaml(data: object, explanation: str = "") -> str:
    """The text of `data` (dicts, lists, scalars), keys in their given order, with an explanation as opening comment."""
    writer = YAML()
    writer.width = 4096  # a folded line would end in a blank
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.add_representer(type(None), _null)
    stream = StringIO()
    writer.dump(_folded(data), stream)
    opening = "".join(f"# {line}\n" for line in explanation.splitlines())
    return opening + stream.getvalue()


def _null(representer: object, _: None) -> object:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")  # type: ignore[attr-defined]


def _folded(data: object) -> object:
    if isinstance(data, dict):
        return _mapping(data)
    if isinstance(data, list):
        return [_folded(each) for each in data]
    if isinstance(data, str) and (NEXT_LINE in data or data.startswith("?")):
        # In single quotes the writer leaves NEL as it is, and every reader takes it for the end of a line. A leading
        # question mark it leaves bare within braces, where it begins a key.
        return DoubleQuotedScalarString(data)
    return data


def _mapping(data: dict[object, object]) -> CommentedMap:
    """Short mappings of plain values stay on one line."""
    result = CommentedMap((key, _folded(value)) for key, value in data.items())
    scalar = all(not isinstance(value, dict | list) for value in data.values())
    if scalar and sum(len(str(key)) + len(str(value)) + 4 for key, value in data.items()) < 90:
        result.fa.set_flow_style()
    return result
