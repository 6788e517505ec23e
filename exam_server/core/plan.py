"""The verification plan: how each criterion is shown, what suffices and who judges (S1, P1, P9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from exam_server.core.problems import Problem
from exam_server.core.qualification import Criterion, Method, Qualification
from exam_server.core.text import text
from exam_server.core.verbs import Manner, manner_of

METHODS: tuple[Method, ...] = ("evidence_analysis", "conversation_with_simulation", "theory_test")
SUITED: dict[Manner, tuple[Method, ...]] = {
    "talks": ("theory_test", "conversation_with_simulation"),
    "does": ("conversation_with_simulation", "evidence_analysis"),
    "writes": ("conversation_with_simulation", "evidence_analysis"),
}
PROPOSED: dict[Manner, tuple[Method, ...]] = SUITED | {"does": ("conversation_with_simulation",)}
MOST_MINUTES = 240
Judge = Literal["scoring", "commission"]


@dataclass(frozen=True)
class ItemsRight:
    """Theory test: at least `needed` of the `asked` items of a criterion are right."""

    needed: int = 2
    asked: int = 3
    kind: Literal["items_right"] = "items_right"


@dataclass(frozen=True)
class AgreedLevel:
    """Conversation with simulation: the commission's agreed rating (0–3) reaches `threshold`."""

    threshold: int = 2
    kind: Literal["agreed_level"] = "agreed_level"


@dataclass(frozen=True)
class Accepted:
    """Analysis of evidence: the commission accepts what was handed in."""

    kind: Literal["accepted"] = "accepted"


Sufficiency = ItemsRight | AgreedLevel | Accepted
SUFFICIENT: dict[Method, Sufficiency] = {
    "theory_test": ItemsRight(),
    "conversation_with_simulation": AgreedLevel(),
    "evidence_analysis": Accepted(),
}


@dataclass(frozen=True)
class MethodUse:
    """One method for one criterion: what suffices and who judges it."""

    method: Method
    sufficiency: Sufficiency
    judge: Judge


@dataclass(frozen=True)
class Part:
    """One demand of a compound criterion; all parts have to be shown."""

    id: str
    text: str


@dataclass(frozen=True)
class PlanLine:
    """How one criterion is shown. The first method is the main one; the others are its admissible alternatives (P9).

    `minutes`: what the conversation about it takes, where that differs from what the installation sets.
    """

    criterion: str
    uses: tuple[MethodUse, ...] = ()
    parts: tuple[Part, ...] = ()
    interpretation: str = ""
    interpreted_on: date | None = None
    minutes: int | None = None

    @property
    def methods(self) -> tuple[Method, ...]:
        return tuple(use.method for use in self.uses)

    def use_of(self, method: Method) -> MethodUse | None:
        return next((use for use in self.uses if use.method == method), None)


@dataclass(frozen=True)
class RoomCondition:
    """What the room or its equipment has to be like (S7); without `methods` it's asked of every day."""

    code: str
    text: str
    methods: tuple[Method, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A line per criterion, for one edition of a qualification (`edition` names it; empty until it's adopted).

    `room`: the conditions of this qualification's rooms (S7); empty: those that the product ships.
    """

    lines: tuple[PlanLine, ...] = ()
    edition: str = ""
    room: tuple[RoomCondition, ...] = ()

    def line(self, criterion: str) -> PlanLine | None:
        return next((line for line in self.lines if line.criterion == criterion), None)

    def parts(self) -> dict[str, tuple[str, ...]]:
        """By criterion the ids of its parts, for those that the plan takes apart."""
        return {line.criterion: tuple(part.id for part in line.parts) for line in self.lines if line.parts}

    def criteria_with(self, method: Method) -> tuple[str, ...]:
        """The codes of the criteria that a method may show, in the plan's order."""
        return tuple(line.criterion for line in self.lines if method in line.methods)


def use(method: Method) -> MethodUse:
    """A method with its default sufficiency rule and judge."""
    return MethodUse(method, SUFFICIENT[method], "scoring" if method == "theory_test" else "commission")


def propose_plan(qualification: Qualification) -> Plan:
    """The plan that P1 suggests: by each criterion's verbs, within the qualification's closed set of methods (S1)."""
    allowed = qualification.methods or METHODS
    return Plan(tuple(_proposed(criterion, allowed) for criterion in qualification.criteria()))


def _proposed(criterion: Criterion, allowed: tuple[Method, ...]) -> PlanLine:
    manner = manner_of(criterion.text)
    methods = [method for method in PROPOSED[manner] if method in allowed]
    methods = methods or [method for method in SUITED[manner] if method in allowed]
    return PlanLine(criterion.code, tuple(use(method) for method in methods))


def check_plan(plan: Plan, qualification: Qualification) -> tuple[Problem, ...]:
    """Everything against using a plan: errors of S1 block it, warnings of P1 don't. `place` is the criterion's code."""
    criteria = {criterion.code: criterion for criterion in qualification.criteria()}
    problems = [*_uncovered(plan, criteria), *_strangers(plan, criteria)]
    for line in plan.lines:
        problems.extend(_line_problems(line, criteria.get(line.criterion), qualification.methods or METHODS))
    return tuple(problems)


def _uncovered(plan: Plan, criteria: dict[str, Criterion]) -> Iterator[Problem]:
    covered = {line.criterion for line in plan.lines if line.uses}
    for code in criteria:
        if code not in covered:
            yield Problem(text("Criterion {code} has no method, so it could never be shown.", code=code), 0, code, "S1")


def _strangers(plan: Plan, criteria: dict[str, Criterion]) -> Iterator[Problem]:
    seen: set[str] = set()
    for line in plan.lines:
        code = line.criterion
        if code not in criteria:
            yield Problem(text("The qualification has no criterion {code}.", code=code), 0, code, "S1")
        if code in seen:
            yield Problem(text("Criterion {code} has two lines in the plan.", code=code), 0, code, "S1")
        seen.add(code)


def _line_problems(line: PlanLine, criterion: Criterion | None, allowed: tuple[Method, ...]) -> Iterator[Problem]:
    code = line.criterion
    for method in line.methods:
        if method not in allowed:
            yield Problem(
                text("The register form doesn't allow this method for criterion {code}.", code=code), 0, code, "S1"
            )
        elif criterion is not None and method not in SUITED[manner_of(criterion.text)]:
            message = text("This method suits criterion {code} badly: look at its verb.", code=code)
            yield Problem(message, 0, code, "P1", "warning")
    if len(set(line.methods)) < len(line.methods):
        yield Problem(text("Criterion {code} names a method twice.", code=code), 0, code, "S1")
    yield from _rule_problems(line)


def _rule_problems(line: PlanLine) -> Iterator[Problem]:
    code = line.criterion
    for each in line.uses:
        if type(each.sufficiency) is not type(SUFFICIENT[each.method]) or not _is_possible(each.sufficiency):
            message = text("What suffices for criterion {code} can't be met or doesn't fit the method.", code=code)
            yield Problem(message, 0, code, "P9")
    if line.minutes is not None and not 1 <= line.minutes <= MOST_MINUTES:
        message = text("Criterion {code}: between 1 and {most} minutes are possible.", code=code, most=MOST_MINUTES)
        yield Problem(message, 0, code, "P9")
    if line.parts and line.interpreted_on is None:
        message = text("The parts of criterion {code} need an interpretation with its date.", code=code)
        yield Problem(message, 0, code, "", "warning")


def _is_possible(rule: Sufficiency) -> bool:
    if isinstance(rule, ItemsRight):
        return 1 <= rule.needed <= rule.asked
    return not isinstance(rule, AgreedLevel) or 1 <= rule.threshold <= 3
