"""What a commission, and the member who acts in it, must be at every act with a candidate at a stage (S2)."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from exam_server.core import judging, recognition, taking_back
from exam_server.core.commission import GROUND_RULES, CommissionCheck
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

Act = Literal[
    "rate", "moderate", "flag", "read", "mark", "judge", "recognise", "take_back", "converse", "decide", "record"
]
NOT_DONE: Mapping[Act, Text] = {
    "rate": text("The sheet wasn't sealed."),
    "moderate": text("The moderation can't go on."),
    "flag": text("The word on the red flag wasn't taken."),
    "read": text("The text can't be read now."),
    "mark": text("The marks weren't sealed."),
    "judge": judging.NOT_TAKEN,
    "recognise": recognition.NOT_TAKEN,
    "take_back": taking_back.NOT_TAKEN_BACK,
    "converse": text("The note wasn't kept."),
    "decide": text("The commission can't decide that."),
    "record": text("The protocol wasn't made."),
}
"""What a refusal of each act says isn't done."""
SEALED_FIRST: frozenset[Act] = frozenset({"converse", "decide"})
OF_THE_WHOLE: frozenset[Act] = frozenset({"record"})
UNSEALED = Problem(
    text("Your ratings of this candidate aren't sealed, so the test's results are still hidden from you."),
    rule="P5",
    remedy=text("Seal your sheet first."),
)
NOT_SEATED = Problem(
    text("Only seated members of this candidate's commission decide."),
    rule="S2",
    remedy=text("Check who is seated and who is excluded."),
)


def find_obstacle(act: Act, check: CommissionCheck, member: UUID | None, *, sealed: bool = True) -> Problem | None:
    """What keeps `member` from an act with the candidate, at the stage that was checked; None: they may act.

    At every act the whole commission is legal (S2, and with it S3 and S6). But for a protocol, which the commission
    makes as a whole, the one who acts sits in it and isn't kept out of this candidate's verification (S10, S8, S2).
    Who converses and decides has sealed their own sheets of the candidate: `sealed` (P5).
    """
    if check.problems:
        return check.problems[0]
    if act in OF_THE_WHOLE:
        return None
    return _of_member(check, member) or (None if sealed or act not in SEALED_FIRST else UNSEALED)


def _of_member(check: CommissionCheck, member: UUID | None) -> Problem | None:
    for each in check.excluded:
        if each.account_id == member:
            why = text("{name} may not verify this candidate.", name=each.name)
            remedy = text("Let the office appoint a replacement.")
            return Problem(why, place=str(member), rule=GROUND_RULES[each.ground], remedy=remedy)
    return None if any(seat.account_id == member for seat in check.members) else NOT_SEATED
