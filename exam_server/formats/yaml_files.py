"""Writes content files canonically: no folded lines, and no exponents (our reader takes those for words)."""

from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import LiteralScalarString

FILE_WIDTH = 1_000_000
"""A change of one word is a change of one line."""


def write_file(content: Mapping[str, Any]) -> str:
    """The file of `content`: plain values, and what `in_one_line` and `as_block` made."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.width = FILE_WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(content, out)
    return out.getvalue()


def in_one_line(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    line = CommentedMap(fields)
    line.fa.set_flow_style()
    return line


def as_block(words: str) -> str:
    """Several lines as they stand."""
    block: str = LiteralScalarString(words)
    return block


def as_text(words: str) -> str:
    """A text as a block of lines where it has several and begins and ends none of them with white space."""
    lines = words.split("\n")
    simple = all(line == line.strip() for line in lines) and lines[0] and lines[-1]
    return as_block(words) if len(lines) > 1 and simple else words


class _Representer(RoundTripRepresenter):
    """Numbers without exponents."""


def _represent_decimal(representer: RoundTripRepresenter, value: float) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:float", format(Decimal(repr(value)), "f"))


_Representer.add_representer(float, _represent_decimal)
