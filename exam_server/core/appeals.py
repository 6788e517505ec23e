"""An appeal against the result of a stage: until when, about what, and what becomes of it in which order (S9, P3)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.stages import StageKind
from exam_server.core.text import Text, text
from exam_server.core.working_days import next_working_day

APPEAL_DAYS = 14
"""Unless the installation or the body says otherwise (P3)."""
APPEAL_MOVES = 1
"""Unless the body says otherwise, a last day that is a Saturday or a day off moves on to a working day (P3)."""
LONGEST_WORDS = 8_000
MOST_DOCUMENTS = 10

Ground = Literal["rating", "item", "procedure", "impartiality", "other"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)
GROUND_WORDS: Mapping[Ground, Text] = {
    "rating": text("what was shown was rated wrongly"),
    "item": text("a question or its key is wrong"),
    "procedure": text("it wasn't done as the rules say, or something went wrong"),
    "impartiality": text("somebody took part who shouldn't have"),
    "other": text("something else"),
}
Step = Literal["admitted", "refused", "withdrawn", "assigned", "heard", "proposed", "returned", "confirmed", "told"]
State = Literal["filed", "admitted", "refused", "withdrawn", "assigned", "heard", "proposed", "confirmed", "told"]
STATES: tuple[State, ...] = get_args(State)
STATE_WORDS: Mapping[State, Text] = {
    "filed": text("filed, waits for the office"),
    "admitted": text("admitted, members are being assigned"),
    "refused": text("not admitted"),
    "withdrawn": text("taken back"),
    "assigned": text("other members look at it"),
    "heard": text("all members have sealed their view"),
    "proposed": text("a ruling is proposed"),
    "confirmed": text("ruled on"),
    "told": text("ruled on and told"),
}
STEP_WORDS: Mapping[Step, Text] = {
    "admitted": text("admitted to be decided"),
    "refused": text("not admitted"),
    "withdrawn": text("taken back"),
    "assigned": text("members assigned"),
    "heard": text("all members have sealed their view"),
    "proposed": text("ruling proposed"),
    "returned": text("ruling sent back"),
    "confirmed": text("ruling confirmed"),
    "told": text("candidate told"),
}
CLOSED: frozenset[State] = frozenset({"refused", "withdrawn", "told"})
"""Nothing more becomes of these; what isn't closed keeps a certificate back."""
BEFORE: Mapping[Step, frozenset[State]] = {
    "admitted": frozenset({"filed"}),
    "refused": frozenset({"filed"}),
    "withdrawn": frozenset({"filed", "admitted", "assigned", "heard", "proposed"}),
    "assigned": frozenset({"admitted", "assigned", "heard", "proposed"}),
    "heard": frozenset({"assigned"}),
    "proposed": frozenset({"heard"}),
    "returned": frozenset({"proposed"}),
    "confirmed": frozenset({"proposed"}),
    "told": frozenset({"confirmed"}),
}
"""From where each step leads on; a ruling that is sent back is proposed anew, and so is one that those who proposed it
may not let hold any more. A candidate takes an appeal back until it's ruled on: how far members are isn't told."""
SEALED: frozenset[State] = frozenset({"heard", "proposed"})
"""All who sit have sealed their view: others take their place only where they may not decide any more (S9)."""
NOT_FILED = text("The appeal wasn't filed.")
NOT_ADMITTED = text("The appeal wasn't admitted.")


@dataclass(frozen=True)
class AppealTerm:
    """The result of a stage, told on a day, with the last day to appeal against it.

    `criteria`: the term is that of these alone, whose decisions were told later; empty: of the stage's result.
    """

    kind: StageKind
    told_on: date
    days: int
    until: date
    criteria: tuple[str, ...] = ()

    def is_over(self, today: date) -> bool:
        return today > self.until


@dataclass(frozen=True)
class Subject:
    """What of a stage's result is appealed against: `criteria` by code, an item by its `position` in the test (from 1).

    Neither of them: the whole result.
    """

    kind: StageKind
    criteria: tuple[str, ...] = ()
    position: int | None = None


def appeal_until(told_on: date, days: int, *, moves: bool) -> date:
    """The last day to appeal: the one on which somebody was told the result doesn't count (S9).

    `moves`: on a Saturday or a day off the term ends on the next working day (P3).
    """
    last = told_on + timedelta(days=days)
    return next_working_day(last) if moves else last


def last_told(released_on: date, later: Mapping[str, date], named: Collection[str]) -> date:
    """From which day the term to appeal about these criteria runs: none of them was told after it.

    `later`: by criterion the day on which its decision was told, where that came after the stage's release. Without
    criteria it's about the whole result.
    """
    return max((day for code, day in later.items() if not named or code in named), default=released_on)


def step_on(state: State, step: Step) -> State:
    """The state after a step. Raises Refused for one that doesn't follow from where the appeal stands."""
    if state not in BEFORE[step]:
        raise Refused(
            text("Nothing was done with the appeal."),
            text("It stands elsewhere: {state}.", state=STATE_WORDS[state]),
            text("Reload the page."),
            rule="S9",
        )
    return "heard" if step == "returned" else step


def fold_steps(steps: Iterable[Step]) -> State:
    """Where an appeal stands after its steps, oldest first."""
    state: State = "filed"
    for each in steps:
        state = step_on(state, each)
    return state


def is_open(state: State) -> bool:
    """Whether something still becomes of it."""
    return state not in CLOSED


def require_filing(subject: Subject, grounds: Collection[str], words: str, known: Collection[str]) -> None:
    """Whether an appeal says what it's about and why. `known`: the criteria of which the stage's result says something.

    An item is one of a test. Raises Refused (S9).
    """
    if not known:
        why, remedy = text("The result says nothing of any criterion."), text("Ask the office what can be done.")
    elif not set(subject.criteria) <= set(known):
        why, remedy = text("The result says nothing of one of these criteria."), text("Choose from the list.")
    elif subject.position is not None and subject.kind != "theory_test":
        why, remedy = text("Only a test has questions."), text("Name the criteria instead.")
    elif not grounds or not set(grounds) <= set(GROUNDS):
        why, remedy = text("No ground was ticked."), text("Tick at least one of them.")
    elif not 1 <= len(words) <= LONGEST_WORDS:
        why = text("The reasons are missing, or longer than {limit} characters.", limit=LONGEST_WORDS)
        remedy = text("Write what the appeal disagrees with, and why.")
    else:
        return
    raise Refused(NOT_FILED, why, remedy, rule="S9")


def require_admission(until: date, received_on: date, reason: str) -> None:
    """Whether an appeal may be admitted: what came after the last day only with the reason why it's taken (P3)."""
    if received_on > until and not reason.strip():
        raise Refused(
            NOT_ADMITTED,
            text("It came on {day}, after the last day to appeal.", day=received_on),
            text("Write why it's admitted nevertheless, or refuse it as late."),
            rule="P3",
        )


def refusal_rule(until: date, received_on: date, *, as_late: bool, reason: str) -> str:
    """The rule by which an appeal isn't admitted: P3 for a late one, else S9 with what is missing of it.

    Raises Refused for one that is called late but isn't, and without a reason.
    """
    if as_late and received_on <= until:
        why, remedy = text("It came in time."), text("Admit it, or say what else stands against it.")
    elif not reason.strip():
        why, remedy = text("The candidate is told why, and no reason is given."), text("Write the reason.")
    else:
        return "P3" if as_late else "S9"
    raise Refused(text("The appeal wasn't refused."), why, remedy, rule="S9")
