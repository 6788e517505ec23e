"""Items: one question with its parts, and everything that must not reach a candidate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["single_choice", "multiple_response", "true_false", "matching", "extended_text"]
Level = Literal["remember", "understand", "apply", "analyse"]
Status = Literal["draft", "review", "pilot", "active", "retired"]


@dataclass(frozen=True)
class Option:
    """One choice. `id` is stable and authored; it reaches a candidate only as an opaque position."""

    id: str
    text: str
    key: bool = False
    rationale: str = ""


@dataclass(frozen=True)
class Pair:
    """Matching: `left` belongs to `right`. Distractors on the right have an empty `left`."""

    id: str
    left: str
    right: str
    rationale: str = ""


@dataclass(frozen=True)
class GuideElement:
    """Extended text: one element that a marker looks for, with behaviour anchors by level 0–3."""

    text: str
    anchors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scoring:
    """A response mapping with bounds, general enough for QTI's match and map.

    With an empty `mapping`, the kind's own rule counts: all or nothing against the key (match). Otherwise each
    chosen id adds `mapping[id]` (`default` where it's not listed), bounded by `lower` and `upper`.
    """

    mapping: Mapping[str, float] = field(default_factory=dict)
    default: float = 0.0
    lower: float | None = 0.0
    upper: float | None = 1.0


@dataclass(frozen=True)
class Item:
    """One immutable item revision's content. Texts are Markdown; `difficulty` is expected facility 0–1."""

    id: str
    kind: Kind
    criteria: tuple[str, ...]
    stem: str
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    guide: tuple[GuideElement, ...] = ()
    level: Level = "understand"
    scoring: Scoring = field(default_factory=Scoring)
    difficulty: float = 0.6
    seconds: int = 60
    stimulus: str = ""
    enemies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "pl"
    status: Status = "draft"
    practice: bool = False


@dataclass(frozen=True)
class Stimulus:
    """A shared case that several items hang on; they're drawn together."""

    id: str
    title: str
    body: str
