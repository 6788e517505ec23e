"""The shape of item, stimulus and source files, for our reader and (as JSON Schema) for authors' editors."""

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from exam_server.core.bank import Kind, Level, SourceKind, Status
from exam_server.formats.strict import Strict

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PartId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Code = Annotated[str, Field(pattern=r"^[1-9][0-9]?[A-Z][1-9][0-9]?$")]
Words = Annotated[str, Field(min_length=1)]
Anchors = Annotated[
    dict[Annotated[int, Field(ge=0, le=3)], str],
    WithJsonSchema(
        {"type": "object", "patternProperties": {"^[0-3]$": {"type": "string"}}, "additionalProperties": False}
    ),
]

PARTS = {
    "single_choice": "options",
    "multiple_response": "options",
    "true_false": "options",
    "matching": "pairs",
    "ordering": "options",
    "gap_text": "gaps",
    "inline_choice": "gaps",
    "numeric": "options",
    "short_text": "options",
    "extended_text": "guide",
}
"""The part that an item of a kind consists of; the others must not be there."""


def _only_own_part(schema: dict[str, Any]) -> None:
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {
                "properties": {
                    part: {"minItems": 1} if part == own else {"maxItems": 0} for part in sorted(set(PARTS.values()))
                },
                "required": [own],
            },
        }
        for kind, own in PARTS.items()
    ]


class OptionFile(Strict):
    id: PartId
    text: Words
    key: bool = False
    rationale: str = ""


class GapFile(Strict):
    id: PartId
    options: Annotated[list[OptionFile], Field(min_length=1)]


class PairFile(Strict):
    id: PartId
    left: str
    right: Words
    rationale: str = ""


class GuideFile(Strict):
    text: Words
    anchors: Anchors = Field(default_factory=dict)


class ScoringFile(Strict):
    mapping: dict[str, float] = Field(default_factory=dict)
    default: float = 0.0
    lower: float | None = 0.0
    upper: float | None = 1.0
    exact_case: bool = False


class ItemFile(Strict):
    """One exam item."""

    model_config = {"title": "Item", "json_schema_extra": _only_own_part}

    id: Slug
    kind: Kind
    criteria: list[Code]
    level: Level
    difficulty: Annotated[float, Field(ge=0, le=1)]
    seconds: Annotated[int, Field(ge=1, le=7200)]
    language: Annotated[str, Field(pattern="^[a-z]{2}$")]
    status: Status
    sources: list[Slug]
    stem: Words
    enemies: list[Slug] = Field(default_factory=list)
    stimulus: Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    practice: bool = False
    part: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]{0,31})?$")] = ""
    options: list[OptionFile] = Field(default_factory=list)
    pairs: list[PairFile] = Field(default_factory=list)
    guide: list[GuideFile] = Field(default_factory=list)
    gaps: list[GapFile] = Field(default_factory=list)
    scoring: ScoringFile = Field(default_factory=ScoringFile)


class StimulusFile(Strict):
    id: Slug
    title: Words
    body: Words


class SourceFile(Strict):
    id: Slug
    kind: SourceKind
    title: Words
    author: str = ""
    article: str = ""
    effective_on: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""
    note: str = ""


class SourcesFile(Strict):
    """sources.yaml is a bare list; the reader puts it under this name."""

    sources: list[SourceFile]


def item_schema() -> dict[str, Any]:
    """The JSON Schema that is kept as docs/schemas/item.schema.json."""
    return ItemFile.model_json_schema()
