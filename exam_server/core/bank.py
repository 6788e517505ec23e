"""Items: one question with its parts, and everything that must not reach a candidate."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from exam_server.core.numbers import LONGEST_NUMBER

Kind = Literal[
    "single_choice",
    "multiple_response",
    "true_false",
    "matching",
    "ordering",
    "gap_text",
    "inline_choice",
    "numeric",
    "short_text",
    "extended_text",
]
TYPED: frozenset[Kind] = frozenset({"numeric", "short_text"})
"""Kinds whose options are plain texts that a candidate types, and never sees."""
LONGEST_TYPED: Mapping[Kind, int] = {
    "gap_text": 200,
    "numeric": LONGEST_NUMBER,
    "short_text": 500,
    "extended_text": 20_000,
}
"""Characters of one typed response, of one gap in a text with gaps."""
Level = Literal["remember", "understand", "apply", "analyse"]
Status = Literal["draft", "review", "pilot", "active", "retired"]


@dataclass(frozen=True)
class Option:
    """One choice. `id` is stable and authored; it reaches a candidate only as an opaque position.

    Ordering: one of the things to be ordered, authored in their right order without `key`. Of gaps, numeric and short
    texts: plain text (no Markdown) that is accepted (`key`) or foreseen as wrong; the first that fits counts.
    """

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
class Gap:
    """A place in the stem, marked there once as `[[id]]`: to be typed in (gap_text) or chosen from its options."""

    id: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class GuideElement:
    """Extended text: one element that a marker looks for, with behaviour anchors by level 0–3."""

    text: str
    anchors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scoring:
    """A response mapping with bounds, general enough for QTI's match and map.

    With an empty `mapping`, the kind's own rule counts: all or nothing against the key (match). Otherwise each
    chosen id adds `mapping[id]` (`default` where it's not listed), bounded by `lower` and `upper`. Typed texts are
    compared without regard to letter case unless `exact_case`.
    """

    mapping: Mapping[str, float] = field(default_factory=dict)
    default: float = 0.0
    lower: float | None = 0.0
    upper: float | None = 1.0
    exact_case: bool = False


@dataclass(frozen=True)
class Item:
    """One immutable item revision's content. Texts are Markdown; `difficulty` is expected facility 0–1.

    `part`: the id of the part of its one criterion that it's about, as the plan takes that apart; empty: the whole.

    A picture stands in them by its media id, `![description](media:<SHA-256>)`: other bytes are other content.
    """

    id: str
    kind: Kind
    criteria: tuple[str, ...]
    stem: str
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    guide: tuple[GuideElement, ...] = ()
    gaps: tuple[Gap, ...] = ()
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
    part: str = ""


@dataclass(frozen=True)
class Stimulus:
    """A shared case that several items hang on; they're drawn together."""

    id: str
    title: str
    body: str


SourceKind = Literal["law", "book", "method", "register"]


@dataclass(frozen=True)
class Source:
    """One entry of a bank's closed list of sources; `effective_on` is the ISO date from which a law's text holds."""

    id: str
    kind: SourceKind
    title: str
    author: str = ""
    article: str = ""
    effective_on: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bank:
    """Everything that one qualification's question bank holds."""

    items: tuple[Item, ...] = ()
    stimuli: tuple[Stimulus, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class RightSide:
    """One thing that can be chosen on the right of a matching item."""

    id: str
    text: str


def right_sides(item: Item) -> tuple[RightSide, ...]:
    """The distinct right-hand sides of a matching item, in authored order.

    Two pairs may share a right-hand text (several statements belong to one category): it's offered once, under the
    id of the first pair that has it.
    """
    first: dict[str, str] = {}
    for pair in item.pairs:
        first.setdefault(pair.right, pair.id)
    return tuple(RightSide(id, words) for words, id in first.items())


def drawn_ids(item: Item) -> tuple[str, ...]:
    """The ids of everything that a form puts into an order of its own, as authored; nothing for what is typed.

    Matching: the right-hand sides. Choices in gaps: "gap option", all in one list; each gap takes its own from it.
    """
    if item.kind == "matching":
        return tuple(side.id for side in right_sides(item))
    if item.kind == "inline_choice":
        return tuple(f"{gap.id} {option.id}" for gap in item.gaps for option in gap.options)
    return () if item.kind in TYPED else tuple(option.id for option in item.options)


GAP_MARKER = re.compile(r"\[\[([A-Za-z0-9_-]{1,32})\]\]")


def gap_markers(item: Item) -> tuple[str, ...]:
    """The ids of gaps that the stem marks, in its order, as often as it marks them."""
    return tuple(GAP_MARKER.findall(item.stem))


def gaps_in_order(item: Item) -> tuple[Gap, ...]:
    """The gaps in the order in which the stem marks them; one that it doesn't mark comes at the end."""
    places = {marked: place for place, marked in reversed(list(enumerate(gap_markers(item))))}
    return tuple(sorted(item.gaps, key=lambda gap: places.get(gap.id, len(places))))


def change_pictured(item: Item, change: Callable[[str], str]) -> Item:
    """The item with `change` applied to each text that may hold a picture: stem, options, right-hand sides."""
    return replace(
        item,
        stem=change(item.stem),
        options=tuple(replace(option, text=change(option.text)) for option in item.options),
        pairs=tuple(replace(pair, right=change(pair.right)) for pair in item.pairs),
    )


def canonical_content(item: Item) -> str:
    """The item as JSON with sorted keys and texts in NFC, without status, difficulty and seconds.

    Difficulty and seconds are estimates that statistics will correct; like the status they don't touch what a
    candidate read or how it was marked, so a change of them makes no revision. Fields that came later are left out
    at their default: what was hashed without them keeps its hash.
    """
    content = asdict(item)
    for later in ("gaps", "part"):
        if not content[later]:
            del content[later]
    if not item.scoring.exact_case:
        del content["scoring"]["exact_case"]
    for estimate in ("status", "difficulty", "seconds"):
        del content[estimate]
    for unordered in ("criteria", "enemies", "sources"):
        content[unordered] = sorted(content[unordered])
    content["scoring"]["mapping"] = {key: float(value) for key, value in item.scoring.mapping.items()}
    for bound in ("default", "lower", "upper"):
        value = content["scoring"][bound]
        content["scoring"][bound] = None if value is None else float(value)
    return unicodedata.normalize("NFC", json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def revision_hash(item: Item) -> str:
    """SHA-256 of `canonical_content` in lower-case hexadecimal: the same content has the same hash on any machine."""
    return hashlib.sha256(canonical_content(item).encode()).hexdigest()
