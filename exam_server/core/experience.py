"""Documented experience, counted to the day: what periods and their documents prove on the day of an appointment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Document:
    """What proves something: it `shows` credentials (their codes), and counts from the day of its verification (S5)."""

    shows: frozenset[str]
    issued_on: date
    verified_on: date | None = None

    def proves(self, credential: str, on: date) -> bool:
        """Whether it shows that credential and had been issued and verified by that day (S5)."""
        verified = self.verified_on is not None and self.verified_on <= on
        return verified and self.issued_on <= on and credential in self.shows


@dataclass(frozen=True)
class Period:
    """Work from `first_on` to `last_on`, both included; None: it goes on."""

    first_on: date
    last_on: date | None
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Days in a row that count, first and last included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True)
class Experience:
    """What is proved on a day of appointment: `days` of the `needed` ones, and the stretches that they lie in.

    `holds_until`: the last day of appointment on which the same documents still prove enough; None where they never
    lapse, or don't prove it now. `outside`: days that are proved too, and lie before the window or not before that day.
    """

    on: date
    days: int
    needed: int
    stretches: tuple[Stretch, ...]
    holds_until: date | None = None
    outside: int = field(default=0, compare=False)

    @property
    def is_enough(self) -> bool:
        return self.days >= self.needed


@dataclass(frozen=True)
class Demand:
    """So many calendar years, within so many years before the appointment; no window: whenever it was."""

    years: int
    window_years: int | None = None


def count_experience(periods: Iterable[Period], credential: str, demand: Demand, on: date) -> Experience:
    """What the periods prove of one credential for an appointment on a day (S4).

    Only days before that day count, and only those of the window. Overlaps count once, gaps don't count. A period is
    proved to the day of issue of its latest document that shows the credential, that day included, and one period
    may serve several credentials. "Five years" are as many days as the five calendar years have that begin with the
    first day that counts: whoever worked them through has them, and pieces have to add up to as many days.
    """
    known = _proved(periods, credential, on)
    found = _at(known, demand, on)
    if not found.is_enough or demand.window_years is None:
        return found
    return replace(found, holds_until=_last_day(known, demand, on))


def shift_years(day: date, years: int) -> date:
    """The same day of another year; where there is no 29 February, 1 March begins at the same moment."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _proved(periods: Iterable[Period], credential: str, on: date) -> list[Stretch]:
    """The stretches that documents prove by that day, apart from each other and in their order."""
    found = []
    for period in periods:
        issued = [each.issued_on for each in period.documents if each.proves(credential, on)]
        if issued:
            last = min(max(issued), period.last_on or date.max)
            if last >= period.first_on:
                found.append(Stretch(period.first_on, last))
    return _merged(found)


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for each in sorted(stretches, key=lambda stretch: stretch.first_on):
        if merged and each.first_on <= merged[-1].last_on + DAY:
            merged[-1] = Stretch(merged[-1].first_on, max(merged[-1].last_on, each.last_on))
        else:
            merged.append(each)
    return merged


def _at(known: Sequence[Stretch], demand: Demand, on: date) -> Experience:
    """The known stretches clipped to the window before a day, and counted."""
    begin = shift_years(on, -demand.window_years) if demand.window_years is not None else date.min
    clipped = [Stretch(max(each.first_on, begin), min(each.last_on, on - DAY)) for each in known]
    counted = tuple(each for each in clipped if each.first_on <= each.last_on)
    first = counted[0].first_on if counted else shift_years(on, -demand.years)
    needed = (shift_years(first, demand.years) - first).days
    days = sum(each.days for each in counted)
    return Experience(on, days, needed, counted, outside=sum(each.days for each in known) - days)


def _last_day(known: Sequence[Stretch], demand: Demand, on: date) -> date:
    """The last day on which it's enough: as the window moves on, what counts beyond the need only shrinks."""
    enough, short = on, shift_years(on, demand.window_years or 0) + DAY
    while short - enough > DAY:
        middle = enough + (short - enough) // 2
        if _at(known, demand, middle).is_enough:
            enough = middle
        else:
            short = middle
    return enough
