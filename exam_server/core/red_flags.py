"""Red flags of a script: raised by who saw one, confirmed by as many as it asks for, and open until all have spoken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.problems import Refused
from exam_server.core.simulation.script import RedFlag
from exam_server.core.text import Text, text

FlagStanding = Literal["not_raised", "open", "confirmed", "not_confirmed"]
FLAG_WORDS: dict[FlagStanding, Text] = {
    "not_raised": text("nobody raised it"),
    "open": text("raised, not all members have spoken"),
    "confirmed": text("confirmed by members"),
    "not_confirmed": text("raised, not confirmed"),
}


@dataclass(frozen=True)
class Word:
    """What a member says about a flag, once: whether they saw it, and what they saw."""

    member: str
    flag: str
    seen: bool
    note: str = ""


def say(words: Sequence[Word], word: Word, flags: Sequence[RedFlag], members: Collection[str]) -> tuple[Word, ...]:
    """Add a member's word. Refused for a second one of the same member, for a flag that was seen without saying what
    was seen, and for one that nobody raised and this member didn't see: there's nothing to speak of.
    """
    if word.member not in members or word.flag not in {each.id for each in flags}:
        raise _refused(text("It isn't one of the script's."), text("Reload the page."))
    own = [each for each in words if each.flag == word.flag]
    if any(each.member == word.member for each in own):
        raise _refused(text("This member has spoken already; that's final."), text("Wait for the others."))
    if word.seen and not word.note.strip():
        raise _refused(text("Nothing says what was seen."), text("Write it in a sentence."), "P2")
    if not word.seen and not own:
        raise _refused(text("Nobody raised this red flag."), text("Nothing needs to be done."))
    return (*words, word)


def standing_of(
    flag: RedFlag, words: Sequence[Word], members: Collection[str], absent: Collection[str] = ()
) -> FlagStanding:
    """Where a flag stands by the words of those who still rate: as soon as enough saw it, it's confirmed.

    Raised by one, it's open until it's confirmed or everybody has spoken; nobody waits for who is absent.
    """
    own = [each for each in words if each.flag == flag.id and each.member in members]
    seen = sum(each.seen for each in own)
    if not seen:
        return "not_raised"
    if seen >= flag.requires.confirmations:
        return "confirmed"
    return "not_confirmed" if {each.member for each in own} >= set(members) - set(absent) else "open"


def require_settled(
    flags: Sequence[RedFlag], words: Sequence[Word], members: Collection[str], absent: Collection[str] = ()
) -> None:
    """Whether an encounter may be concluded: a raised flag holds it until it's confirmed or all have spoken."""
    waiting = [flag.id for flag in flags if standing_of(flag, words, members, absent) == "open"]
    if waiting:
        raise Refused(
            text("The encounter wasn't concluded."),
            text("A red flag was raised, and not all members have spoken: {flags}.", flags=", ".join(waiting)),
            text("Let every member say whether they saw it."),
        )


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The word on the red flag wasn't taken."), why, remedy, rule)
