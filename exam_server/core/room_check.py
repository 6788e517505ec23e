"""Whether a room and its equipment fit the methods: a checklist that somebody signs before the start of a day (S7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from exam_server.core.plan import RoomCondition
from exam_server.core.problems import Refused
from exam_server.core.qualification import Method
from exam_server.core.text import Text, text

Answer = Literal["yes", "no", "not_needed"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
ANSWER_WORDS: Mapping[Answer, Text] = {
    "yes": text("yes"),
    "no": text("no, not yet"),
    "not_needed": text("not needed here"),
}
LONGEST_NOTE = 1000
TEST: tuple[Method, ...] = ("theory_test",)
SIMULATION: tuple[Method, ...] = ("conversation_with_simulation",)


@dataclass(frozen=True)
class Condition:
    """One line of the checklist; no methods: it holds for every day."""

    code: str
    words: Text
    methods: tuple[Method, ...] = ()


SHIPPED: tuple[Condition, ...] = (
    Condition("seats", text("Seats apart from each other; no screen can be read from another seat"), TEST),
    Condition("air", text("Light, air, temperature and quiet fit the exam")),
    Condition("computers", text("Computers, network and power checked; the desk sees every seat"), TEST),
    Condition("exits", text("Exits free; whom to call is known to everybody who works here")),
    Condition("papers", text("Paper twins of all seats at hand, sealed"), TEST),
    Condition("accommodations", text("Agreed conditions prepared at their seats")),
    Condition("phones", text("Phones and other devices put away before the start"), TEST),
    Condition("scene", text("The simulation's room is set up as the scenario says, its materials ready"), SIMULATION),
    Condition("apart", text("Nobody who isn't needed hears or sees the simulation"), SIMULATION),
    Condition("tablets", text("Tablets of the members and of who plays are charged and connected"), SIMULATION),
)  # fmt: skip
"""What is checked where the plan names nothing of its own."""


@dataclass(frozen=True)
class Given:
    """What was found of one condition; None: nobody looked yet."""

    answer: Answer | None = None
    note: str = ""


@dataclass(frozen=True)
class RoomCheck:
    """The checklist of one day: its conditions, what was found of each, and whether somebody signed for it."""

    conditions: tuple[Condition, ...]
    given: Mapping[str, Given] = field(default_factory=dict)
    signed: bool = False

    def of(self, code: str) -> Given:
        return self.given.get(code, Given())


def conditions_for(own: Sequence[RoomCondition], methods: Sequence[Method]) -> tuple[Condition, ...]:
    """What is checked on a day with these methods (S7): the plan's own conditions, else the shipped ones."""
    listed = tuple(Condition(each.code, Text("{words}", {"words": each.text}), each.methods) for each in own) or SHIPPED
    return tuple(each for each in listed if not each.methods or set(each.methods) & set(methods))


def fill(check: RoomCheck, given: Mapping[str, Given]) -> RoomCheck:
    """What was found of some conditions, in place of what stood there (S7). Refused once it's signed."""
    if check.signed:
        raise _refused(
            text("It's signed, and what is signed stays."), text("Note what is different now as a deviation.")
        )
    if any(len(each.note) > LONGEST_NOTE for each in given.values()):
        raise _refused(
            text("A remark has at most {count} characters.", count=LONGEST_NOTE), text("Write what matters.")
        )
    known = {each.code: given[each.code] for each in check.conditions if each.code in given}
    return replace(check, given={**check.given, **known})


def lacking(check: RoomCheck) -> Mapping[str, Text]:
    """By condition what keeps somebody from signing (S7): it holds, or it's said why it isn't needed here."""
    return {each.code: why for each in check.conditions if (why := _lack(check.of(each.code)))}


def _lack(given: Given) -> Text | None:
    if given.answer is None:
        return text("Nobody has checked it yet.")
    if given.answer == "no":
        return text("It doesn't hold yet: put it right first.")
    if given.answer == "not_needed" and not given.note.strip():
        return text("Write why it isn't needed here.")
    return None


def sign(check: RoomCheck) -> RoomCheck:
    """The signed checklist (S7); it doesn't change any more. Raises Refused while anything is lacking."""
    if check.signed:
        raise _refused(text("It's signed already."), text("Nothing needs to be done."))
    if lacks := lacking(check):
        raise _refused(
            text("Conditions that don't hold, or that nobody has checked: {count}.", count=len(lacks)),
            text("Put right what is marked, then sign."),
        )
    return replace(check, signed=True)


def require_signed(check: RoomCheck) -> None:
    """Raises Refused where a day would start in a room for which nobody has signed (S7)."""
    if not check.signed:
        raise Refused(
            text("The exam can't start."),
            text("Nobody has signed yet that room and equipment fit it."),
            text("Let the desk fill in and sign the conditions of the room."),
            rule="S7",
        )


def require_deviation(check: RoomCheck, note: str) -> str:
    """What is different since the signature, in words (S7): it's added, and nothing is rewritten. Raises Refused."""
    what, words = text("The deviation wasn't noted."), note.strip()
    if not check.signed:
        raise Refused(what, text("The checklist isn't signed yet."), text("Change its answer instead."), rule="S7")
    if not 1 <= len(words) <= LONGEST_NOTE:
        limit = text("It needs 1 to {count} characters.", count=LONGEST_NOTE)
        raise Refused(what, limit, text("Write what is different, and what was done about it."), rule="S7")
    return words


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The conditions of the room weren't signed."), why, remedy, rule="S7")
