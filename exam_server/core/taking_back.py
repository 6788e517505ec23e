"""Taking back a recognition that turned out wrong: one member says why, another confirms, nothing is erased (L9)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from exam_server.core.ballots import require_why
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

NOT_TAKEN_BACK = text("The recognition wasn't taken back.")


@dataclass(frozen=True)
class TakingBack:
    """Who asked for it and why, and who confirmed it, if somebody did."""

    asked_by: str
    reason: str
    confirmed_by: str | None = None


def ask_back(
    recognised: bool, before: TakingBack | None, member: str, reason: str, panel: Collection[str]
) -> TakingBack:
    """Ask to take a recognition back. Refused for what isn't recognised or is asked for already, for who doesn't sit
    (S2), and without a reason (P2).
    """
    _require_seated(member, panel)
    if not recognised:
        raise _refused("L9", text("It isn't recognised."), text("Nothing needs to be taken back."))
    if before is not None:
        raise _refused("L9", text("Somebody asked for it already."), text("Let another member confirm it."))
    require_why(reason, NOT_TAKEN_BACK)
    return TakingBack(member, reason)


def confirm_back(asked: TakingBack | None, member: str, panel: Collection[str]) -> TakingBack:
    """Let it hold: by another seated member than the one who asked (P7, S2), once."""
    _require_seated(member, panel)
    if asked is None:
        raise _refused("L9", text("Nobody asked for it."), text("Say first why it turned out wrong."))
    if asked.confirmed_by is not None:
        raise _refused("L9", text("It's taken back already."), text("Nothing needs to be done."))
    if member == asked.asked_by:
        raise _refused("P7", text("Whoever asked for it doesn't confirm it."), text("Let another member confirm it."))
    return TakingBack(asked.asked_by, asked.reason, member)


def find_undermined(decided: Mapping[str, Iterable[str]], taken_back: Collection[str]) -> tuple[str, ...]:
    """The criteria whose decisions rest on records of a recognition that was taken back (P2).

    `decided`: criterion → the evidence that its decision rests on; a decision taken anew rests on other records.
    """
    return tuple(code for code, evidence in decided.items() if not set(taken_back).isdisjoint(evidence))


def _require_seated(member: str, panel: Collection[str]) -> None:
    if member not in panel:
        why, remedy = text("Only seated members of this candidate's commission decide."), text("Check who is seated.")
        raise Refused(NOT_TAKEN_BACK, why, remedy, "S2")


def _refused(rule: str, why: Text, remedy: Text) -> Refused:
    return Refused(NOT_TAKEN_BACK, why, remedy, rule)
