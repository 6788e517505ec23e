"""What a test comes to for persons at several levels of mastery: each criterion, and all of them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from exam_server.core.plan import Plan
from exam_server.core.risk.rights import at_most, count_right, count_true, mean
from exam_server.core.sufficiency import judge_test

LEVELS: tuple[float, ...] = (0.70, 0.80, 0.90, 0.95)
OFTEN = 0.9
"""How sure the longest agenda to reckon with is."""


@dataclass(frozen=True)
class Standard:
    """What an awarding body states: from which mastery a person is a master, and whether blind guessing is counted."""

    mastery: float = 0.75
    guessing: bool = True

    def is_met_by(self, mastery: float) -> bool:
        return mastery >= self.mastery


USUAL = Standard()


@dataclass(frozen=True)
class Examined:
    """A criterion in a test: how many items a form asks (number -> probability), and the chance to guess each."""

    criterion: str
    asked: Mapping[int, float]
    guesses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Odds:
    """How a criterion or a test ends, as probabilities that add up to 1; `master` says which ends are wrong."""

    met: float
    open: float
    failed: float
    master: bool

    @property
    def false_pass(self) -> float:
        return 0.0 if self.master else self.met

    @property
    def false_fail(self) -> float:
        return self.failed if self.master else 0.0

    @property
    def right(self) -> float:
        """Settled by the test, and rightly."""
        return self.met if self.master else self.failed

    @property
    def not_shown(self) -> float:
        """What the test alone leaves: it would be a failure if nothing but the test counted."""
        return self.open + self.failed


@dataclass(frozen=True)
class CriterionRisk:
    """One criterion: the plan's rule, what a form asks on average, and its odds at each of the levels."""

    criterion: str
    needed: int
    asked: float
    has_alternative: bool
    odds: tuple[Odds, ...]


@dataclass(frozen=True)
class LevelRisk:
    """All criteria together for a person at one level of mastery.

    `odds.met`: all are met; `odds.failed`: at least one failed; `odds.open`: none failed, at least one is open.
    `expected_agenda`, `long_agenda`: criteria left to the commission, on average and at most nine times in ten.
    `falsely_met`: criteria met without mastery, on average.
    """

    mastery: float
    odds: Odds
    expected_agenda: float
    long_agenda: int
    falsely_met: float


@dataclass(frozen=True)
class Risks:
    """A test's risks under a plan. `unplanned`: criteria that it asks, though the plan doesn't give them to it."""

    standard: Standard
    criteria: tuple[CriterionRisk, ...]
    levels: tuple[LevelRisk, ...]
    unplanned: tuple[str, ...]


def simulate(
    plan: Plan, examined: Sequence[Examined], standard: Standard = USUAL, levels: Sequence[float] = LEVELS
) -> Risks:
    """The risks of the criteria that a test asks, at each level of mastery (0-1), in the order of `examined`."""
    planned = [each for each in examined if _needed(plan, each.criterion)]
    rows = tuple(_criterion(plan, each, standard, levels) for each in planned)
    return Risks(
        standard,
        rows,
        tuple(_level(mastery, [row.odds[place] for row in rows], standard) for place, mastery in enumerate(levels)),
        tuple(each.criterion for each in examined if not _needed(plan, each.criterion)),
    )


def odds_of(plan: Plan, examined: Examined, mastery: float, standard: Standard = USUAL) -> Odds:
    """How one criterion of a plan's test ends for a person; the criterion has to be one that the plan gives to it."""
    guessed = examined.guesses if standard.guessing else (0.0,) * len(examined.guesses)
    chances = tuple(mastery + (1 - mastery) * chance for chance in guessed or (0.0,))
    met = failed = 0.0
    for asked, share in examined.asked.items():
        for right, its in enumerate(count_right(chances, asked)):
            judged = judge_test(plan, examined.criterion, right=right, asked=asked)
            met += share * its if judged == ("met", None) else 0.0
            failed += share * its if judged == ("not_met", None) else 0.0
    failed = 0.0 if _has_alternative(plan, examined.criterion) else failed
    return Odds(met, max(0.0, 1 - met - failed), failed, standard.is_met_by(mastery))


def _criterion(plan: Plan, examined: Examined, standard: Standard, levels: Sequence[float]) -> CriterionRisk:
    return CriterionRisk(
        examined.criterion,
        _needed(plan, examined.criterion) or 0,
        sum(count * share for count, share in examined.asked.items()),
        _has_alternative(plan, examined.criterion),
        tuple(odds_of(plan, examined, mastery, standard) for mastery in levels),
    )


def _level(mastery: float, odds: Sequence[Odds], standard: Standard) -> LevelRisk:
    met = prod(each.met for each in odds)
    failed = 1 - prod(1 - each.failed for each in odds)
    agenda = count_true(each.open for each in odds)
    together = Odds(met, max(0.0, 1 - met - failed), failed, standard.is_met_by(mastery))
    return LevelRisk(mastery, together, mean(agenda), at_most(agenda, OFTEN), sum(each.false_pass for each in odds))


def _needed(plan: Plan, criterion: str) -> int | None:
    line = plan.line(criterion)
    use = line.use_of("theory_test") if line else None
    return getattr(use.sufficiency, "needed", None) if use else None


def _has_alternative(plan: Plan, criterion: str) -> bool:
    line = plan.line(criterion)
    return line is not None and any(method != "theory_test" for method in line.methods)
