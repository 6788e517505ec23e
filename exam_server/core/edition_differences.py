"""What differs between two editions of a qualification: sets, outcomes and criteria, word by word."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.item_differences import Piece, diff_words
from exam_server.core.qualification import Qualification

Sort = Literal["set", "outcome", "criterion"]
Manner = Literal["added", "removed", "reworded", "renumbered", "moved"]
ALIKE = 0.6
"""From this share of common words on, a text under another code counts as the same one reworded."""
FACTS = (
    "name",
    "short_name",
    "kind",
    "prk_level",
    "hours",
    "cost_pln",
    "document",
    "validity",
    "pkd",
    "field_code",
    "applicant",
    "prerequisites",
    "methods",
    "commission",
    "advisor",
    "conflict",
    "appeal",
)
"""What an edition says beside its sets; the last five are its rules."""


@dataclass(frozen=True)
class Part:
    """A set, outcome or criterion; `code` is `1`, `1A` or `1A1`, `facts` a set's level, hours and obligation."""

    sort: Sort
    code: str
    text: str
    facts: tuple[object, ...] = ()


@dataclass(frozen=True)
class PartChange:
    """A part that isn't the same in both editions; None on the side that doesn't have it."""

    before: Part | None
    after: Part | None

    @property
    def part(self) -> Part:
        """The later one where there is one."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is always given
        return found

    @property
    def manner(self) -> Manner:
        """`moved`: under another code and reworded; `reworded`: the words or, of a set, its facts."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.before.code == self.after.code:
            return "reworded"
        return "renumbered" if self.before.text == self.after.text else "moved"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return diff_words(self.before.text if self.before else "", self.after.text if self.after else "")


@dataclass(frozen=True)
class EditionDifference:
    """`facts` are names of `FACTS` whose value differs; `parts` stand in the later edition's order, lost ones last."""

    facts: tuple[str, ...]
    parts: tuple[PartChange, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.parts)


def compare_editions(before: Qualification, after: Qualification) -> EditionDifference:
    """The parts are paired by sort: the same text first (its own code before others), then the code with a text that is
    alike, then any text that is alike, at last the bare code, since items and plans hang on codes.
    """
    facts = tuple(name for name in FACTS if getattr(before, name) != getattr(after, name))
    changes: list[PartChange] = []
    for sort in ("set", "outcome", "criterion"):
        old, new = ([part for part in parts_of(each) if part.sort == sort] for each in (before, after))
        changes += [change for change in _paired(old, new) if change.before != change.after]
    return EditionDifference(facts, tuple(changes))


def parts_of(qualification: Qualification) -> Iterator[Part]:
    for each in qualification.sets:
        yield Part("set", str(each.number), each.name, (each.level, each.hours, each.mandatory))
        for outcome in each.outcomes:
            yield Part("outcome", outcome.code, outcome.text)
            for criterion in outcome.criteria:
                yield Part("criterion", criterion.code, criterion.text)


def _paired(old: Sequence[Part], new: Sequence[Part]) -> list[PartChange]:
    left, pairs = list(old), dict[int, Part]()
    rules: tuple[Callable[[Part, Part], float], ...] = (
        lambda one, other: float(one.code == other.code and one.text == other.text),
        lambda one, other: float(one.text == other.text),
        lambda one, other: float(one.code == other.code and likeness(one.text, other.text) >= ALIKE),
        lambda one, other: alike if (alike := likeness(one.text, other.text)) >= ALIKE else 0.0,
        lambda one, other: float(one.code == other.code),
    )
    for rule in rules:
        for place, part in enumerate(new):
            if place not in pairs and (found := _best(part, left, rule)):
                pairs[place] = found
                left.remove(found)
    return [
        *(PartChange(pairs.get(place), part) for place, part in enumerate(new)),
        *(PartChange(each, None) for each in left),
    ]


def _best(part: Part, left: Iterable[Part], rule: Callable[[Part, Part], float]) -> Part | None:
    rated = [(rule(each, part), each) for each in left]
    best = max(rated, key=lambda each: each[0], default=(0.0, part))
    return best[1] if best[0] > 0 else None


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, by their words in order (0-1)."""
    return SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()


def concerns(part: Part, code: str) -> bool:
    """Whether a criterion is the part or lies within it."""
    if part.sort == "criterion":
        return code == part.code
    return code.startswith(part.code) and (part.sort == "outcome" or not code[len(part.code) :][:1].isdigit())


def asks_for(part: Part, cell: Cell) -> bool:
    """Whether a blueprint's cell names the part itself."""
    named = {"set": str(cell.set), "outcome": cell.outcome, "criterion": cell.criterion}
    return named[part.sort] == part.code


def touched_cells(part: Part, blueprint: Blueprint) -> tuple[str, ...]:
    return tuple(cell.id for cell in blueprint.cells if asks_for(part, cell))
