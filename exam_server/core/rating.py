"""An assessor's sheet: observations, ratings, the seal, and who may see whose ratings."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from exam_server.core.problems import Refused
from exam_server.core.simulation.script import ObservationPoint
from exam_server.core.text import Text, text

LEVELS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Observation:
    """One tap. `value`: 1 or 0 for yes or no, +1 or −1 for a counter, 0–3 for a scale; `counter` names which one."""

    assessor: str
    point: str
    at_seconds: int
    value: int
    note: str = ""
    counter: str = ""


@dataclass(frozen=True)
class Rating:
    """A level 0–3; None says "no opportunity", which is a choice of its own and never a low level."""

    assessor: str
    criterion: str
    level: int | None
    justification: str = ""


@dataclass(frozen=True)
class RaisedFlag:
    """A red flag that an assessor raised on the own sheet, with what was seen; nobody else sees it before all seals."""

    flag: str
    note: str


@dataclass(frozen=True)
class Seal:
    """`digest` covers the observations and ratings as they stood at `at` (UTC)."""

    at: datetime
    digest: str


@dataclass(frozen=True)
class Sheet:
    """One assessor's sheet of one encounter: append-only; the last rating of a criterion counts.

    Taps that come after the seal (a tablet that was offline) are kept apart and change nothing that was sealed; those
    that were taken back are kept, too.
    """

    assessor: str
    observations: tuple[Observation, ...] = ()
    ratings: tuple[Rating, ...] = ()
    seal: Seal | None = None
    after_seal: tuple[Observation, ...] = ()
    undone: tuple[Observation, ...] = ()
    flags: tuple[RaisedFlag, ...] = ()

    @property
    def sealed(self) -> bool:
        return self.seal is not None

    def current(self) -> Mapping[str, Rating]:
        """Criterion → the rating that counts."""
        return {rating.criterion: rating for rating in self.ratings}


@dataclass(frozen=True)
class Lack:
    """What a sheet still needs before it can be sealed."""

    criterion: str
    message: Text


def is_tap_of(point: ObservationPoint, value: int, counter: str) -> bool:
    """Whether a tap fits the kind of its point."""
    if point.kind == "counter":
        return value in (-1, 1) and counter in point.counters
    return not counter and value in (LEVELS if point.kind == "scale" else (0, 1))


def missing(sheet: Sheet, criteria: Iterable[str], points: Mapping[str, str]) -> tuple[Lack, ...]:
    """What each criterion lacks (P2: a rating points at its evidence). `points`: observation point → criterion.

    A level needs at least one observation of its criterion or a written justification; "no opportunity"
    needs its reason.
    """
    current = sheet.current()
    observed = {points.get(observation.point) for observation in sheet.observations}
    lacks = [(code, _lack(code, current.get(code), code in observed)) for code in criteria]
    return tuple(Lack(code, message) for code, message in lacks if message is not None)


def _lack(code: str, rating: Rating | None, observed: bool) -> Text | None:
    if rating is None:
        return text("{criterion} has no rating yet.", criterion=code)
    if rating.justification.strip():
        return None
    if rating.level is None:
        return text("{criterion}: say why there was no opportunity.", criterion=code)
    return (
        None
        if observed
        else text("{criterion}: the level points at no observation; write a justification.", criterion=code)
    )


def seal(sheet: Sheet, criteria: Sequence[str], points: Mapping[str, str], at: datetime) -> Sheet:
    """Close the sheet for good. Refused while something is missing (P2), naming all of it; sealing twice is refused."""
    if sheet.sealed:
        raise Refused(
            text("The sheet wasn't sealed."), text("It is sealed already."), text("Nothing needs to be done.")
        )
    lacks = missing(sheet, criteria, points)
    if lacks:
        named = ", ".join(lack.criterion for lack in lacks)
        raise Refused(
            text("The sheet wasn't sealed."),
            text("Something is missing for: {criteria}.", criteria=named),
            text("Add what the list names, then seal."),
            rule="P2",
        )
    return replace(sheet, seal=Seal(at, sheet_digest(sheet)))


def sheet_digest(sheet: Sheet) -> str:
    """SHA-256 (hexadecimal) over what a seal covers; it tells whether a kept sheet is still the sealed one."""
    plain = [sheet.assessor, [asdict(each) for each in sheet.observations], [asdict(each) for each in sheet.ratings]]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def all_sealed(sheets: Sequence[Sheet], expected: Collection[str]) -> bool:
    """Whether every expected assessor has sealed; nobody expected means nothing is complete."""
    sealed = {sheet.assessor for sheet in sheets if sheet.sealed}
    return bool(expected) and set(expected) <= sealed


def visible_ratings(sheets: Sequence[Sheet], expected: Collection[str], viewer: str) -> tuple[Rating, ...]:
    """The ratings that `viewer` may receive: all once every expected sheet is sealed, before that only their own."""
    opened = all_sealed(sheets, expected)
    return tuple(
        rating
        for sheet in sheets
        if sheet.assessor == viewer or (opened and sheet.sealed)
        for rating in sheet.current().values()
    )
