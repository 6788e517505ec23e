"""From sealed sheets to agreed ratings: facts of the whole encounter first, then each votes again alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from exam_server.core.moderation import AgreedRating, Difference, ModerationRule, Vote, agree, differences, votes_of
from exam_server.core.problems import Refused
from exam_server.core.rating import LEVELS, Rating, Sheet, all_sealed
from exam_server.core.text import Text, text

Step = Literal["sealing", "facts", "votes", "ready", "concluded"]
LONGEST_WORDS = 4000


@dataclass(frozen=True)
class Fact:
    """What was to be seen, without names and levels; second and criterion where it was taken from the timeline."""

    words: str
    at_seconds: int | None = None
    criterion: str = ""


@dataclass(frozen=True)
class Wording:
    """The facts in one wording, numbered from 1; who wrote it agrees with it."""

    number: int
    writer: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class FactsWord:
    """What a member says of a wording, once; who doesn't agree says why."""

    member: str
    number: int
    agrees: bool
    reason: str = ""


@dataclass(frozen=True)
class Call:
    """A member asks for a vote on a criterion that the rule doesn't send to one."""

    criterion: str
    member: str
    reason: str


@dataclass(frozen=True)
class Absence:
    """A member left after sealing: their sealed ratings stand as their votes, and nobody waits for them."""

    member: str
    recorded_by: str
    reason: str


@dataclass(frozen=True)
class Dissent:
    """What a member whose view isn't the agreed one has written down for good."""

    member: str
    criterion: str
    words: str


@dataclass(frozen=True)
class Moderation:
    """One encounter's moderation, append-only; `members` are whose ratings count, `chair` is empty where they left.

    The sheets hold the first ratings, which stay for ever. `votes`: (criterion, vote) in the order they came.
    `replaced`: members who sealed and take no part any more; what they gave counts, marked (S2).
    """

    sheets: tuple[Sheet, ...]
    members: tuple[str, ...]
    chair: str
    criteria: tuple[str, ...]
    thresholds: Mapping[str, int]
    rule: ModerationRule = ModerationRule()
    wordings: tuple[Wording, ...] = ()
    words: tuple[FactsWord, ...] = ()
    calls: tuple[Call, ...] = ()
    votes: tuple[tuple[str, Vote], ...] = ()
    absences: tuple[Absence, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    concluded: bool = False
    replaced: frozenset[str] = frozenset()

    @property
    def absent(self) -> frozenset[str]:
        """Whose sealed ratings stand as their votes, and for whom nobody waits."""
        return frozenset({*(each.member for each in self.absences), *self.replaced} & set(self.members))

    @property
    def present(self) -> tuple[str, ...]:
        return tuple(each for each in self.members if each not in self.absent)


def first_ratings(moderation: Moderation, criterion: str) -> tuple[Rating, ...]:
    """What the members gave alone and sealed."""
    found = (sheet.current().get(criterion) for sheet in moderation.sheets if sheet.sealed)
    return tuple(each for each in found if each is not None)


def step_of(moderation: Moderation) -> Step:
    """What comes next: all seals, agreed facts, the votes that are missing, or the conclusion."""
    if moderation.concluded:
        return "concluded"
    if not all_sealed(moderation.sheets, moderation.members):
        return "sealing"
    if agreed_wording(moderation) is None:
        return "facts"
    return "votes" if missing_votes(moderation) else "ready"


def too_few(moderation: Moderation) -> bool:
    """Whether it can't come to an agreement: fewer rate than a commission has members, or no more than half of them go
    on; nobody can join who didn't see it (S2).
    """
    if step_of(moderation) in ("sealing", "concluded"):
        return False
    least = moderation.rule.minimum_votes
    return len(moderation.members) < least or 2 * len(moderation.present) <= len(moderation.members)


def agreed_wording(moderation: Moderation) -> Wording | None:
    """The newest wording, once everybody present has spoken of it and the majority of those who spoke agree.

    Who spoke and left after that still counts, and a vote that was cast shows that they were agreed: nobody's leaving
    shuts again what was open.
    """
    if not moderation.wordings:
        return None
    newest = moderation.wordings[-1]
    said = {each.member: each.agrees for each in moderation.words if each.number == newest.number}
    said[newest.writer] = True
    counted = {member: agrees for member, agrees in said.items() if member in moderation.members}
    if moderation.votes:
        return newest
    if not counted or not set(moderation.present) <= counted.keys():
        return None
    return newest if 2 * sum(counted.values()) > len(counted) else None


def leads(moderation: Moderation, member: str) -> bool:
    """Whether a member writes the facts and concludes: the chair, and where they left or are absent anybody present."""
    if moderation.chair in moderation.present:
        return member == moderation.chair
    return member in moderation.present


def differing(moderation: Moderation) -> Mapping[str, Difference]:
    """The criteria whose first ratings lie apart beyond the rule."""
    found = differences(moderation.sheets, moderation.thresholds, moderation.rule)
    return {each.criterion: each for each in found if each.criterion in moderation.criteria}


def to_be_voted(moderation: Moderation) -> tuple[str, ...]:
    """The criteria on which each votes again: those that differ, those for which a member asked, and those on which the
    vote has begun, though who differed may have left.
    """
    begun = {code for code, _ in moderation.votes}
    wanted = {*differing(moderation), *(each.criterion for each in moderation.calls), *begun}
    return tuple(code for code in moderation.criteria if code in wanted)


def ballots(moderation: Moderation, criterion: str) -> tuple[Vote, ...]:
    """What counts of each member who rates now: their vote, or the first rating of who is absent or needn't vote."""
    first = votes_of(moderation.sheets, criterion)
    if criterion not in to_be_voted(moderation):
        return first
    given = {vote.member: vote for code, vote in moderation.votes if code == criterion}
    standing = {vote.member: vote for vote in first if vote.member in moderation.absent}
    return tuple(vote for member in moderation.members if (vote := given.get(member) or standing.get(member)))


def missing_votes(moderation: Moderation) -> tuple[str, ...]:
    """The criteria on which somebody still has to vote."""
    return tuple(code for code in to_be_voted(moderation) if not _is_complete(moderation, code))


def _is_complete(moderation: Moderation, criterion: str) -> bool:
    return {each.member for each in ballots(moderation, criterion)} >= set(moderation.members)


def visible_votes(moderation: Moderation, criterion: str, viewer: str) -> tuple[Vote, ...]:
    """Everybody votes alone: before all votes are in nobody receives any but their own."""
    if criterion not in to_be_voted(moderation) or agreed_wording(moderation) is None:
        return ()
    found = ballots(moderation, criterion)
    return found if _is_complete(moderation, criterion) else tuple(each for each in found if each.member == viewer)


def agreed_of(moderation: Moderation, criterion: str) -> AgreedRating | None:
    """What the rule makes of the ballots; None before the facts are agreed and all have voted, or with too few (S2)."""
    if step_of(moderation) in ("sealing", "facts") or not _is_complete(moderation, criterion):
        return None
    if len(moderation.members) < moderation.rule.minimum_votes:
        return None
    return agree(criterion, ballots(moderation, criterion), moderation.chair, moderation.rule)


def write_facts(moderation: Moderation, writer: str, facts: Sequence[Fact]) -> Moderation:
    """Put the facts into words. Refused once a wording is agreed, without a fact, and to who doesn't lead."""
    _require(moderation, ("facts",), text("The facts are agreed already."), text("Go on with the votes."))
    if not leads(moderation, writer):
        raise _refused(text("The chair writes the facts."), text("Say what is missing when you're asked to agree."))
    kept = tuple(replace(each, words=each.words.strip()) for each in facts if each.words.strip())
    if not kept:
        raise _refused(
            text("No fact was written down."), text("Choose moments, or write what all agree was to be seen.")
        )
    _require_short(each.words for each in kept)
    made = Wording(len(moderation.wordings) + 1, writer, kept)
    return replace(moderation, wordings=(*moderation.wordings, made))


def speak_of_facts(moderation: Moderation, word: FactsWord) -> Moderation:
    """Add a member's word on the newest wording, which is final for that wording."""
    _require(moderation, ("facts",), text("The facts are agreed already."), text("Go on with the votes."))
    _require_present(moderation, word.member)
    if not moderation.wordings or word.number != moderation.wordings[-1].number:
        raise _refused(text("Another wording was written meanwhile."), text("Read the newest one."))
    spoken = {each.member for each in moderation.words if each.number == word.number}
    if word.member in spoken | {moderation.wordings[-1].writer}:
        raise _refused(text("This member has spoken already; that's final."), text("Wait for the others."))
    if not word.agrees:
        _require_words(word.reason)
    return replace(moderation, words=(*moderation.words, word))


def call_vote(moderation: Moderation, call: Call) -> Moderation:
    """Open the vote on a criterion that the rule doesn't send to one, with the reason."""
    _require_voting(moderation)
    _require_present(moderation, call.member)
    if call.criterion not in moderation.criteria or call.criterion in to_be_voted(moderation):
        raise _refused(text("That criterion is voted on already."), text("Look at where it stands now."))
    _require_words(call.reason)
    return replace(moderation, calls=(*moderation.calls, call))


def vote(moderation: Moderation, criterion: str, ballot: Vote) -> Moderation:
    """Add one member's vote: once each, with its reason, only after the facts are agreed."""
    _require_voting(moderation)
    _require_present(moderation, ballot.member)
    if criterion not in to_be_voted(moderation):
        raise _refused(text("Nobody votes on that criterion."), text("Ask for a vote on it first, with the reason."))
    if any(code == criterion and each.member == ballot.member for code, each in moderation.votes):
        raise _refused(text("This member has voted already; a vote is final."), text("Wait for the others."))
    if ballot.level is not None and ballot.level not in LEVELS:
        raise ValueError(f"a level is one of {LEVELS} or None, not {ballot.level}")
    _require_words(ballot.reason)
    return replace(moderation, votes=(*moderation.votes, (criterion, ballot)))


def record_absence(moderation: Moderation, absence: Absence) -> Moderation:
    """Wait no longer for who left after sealing: by another member present, and never for half of the members (S2)."""
    if step_of(moderation) in ("sealing", "concluded"):
        raise _refused(text("Only who has sealed, and before the conclusion."), text("Look at where it stands now."))
    _require_present(moderation, absence.recorded_by)
    if absence.member not in moderation.present or absence.member == absence.recorded_by:
        raise _refused(text("Another member who is present records it."), text("Check whom you chose."))
    if 2 * (len(moderation.present) - 1) <= len(moderation.members):
        raise _refused(
            text("More than half of the members have to be present."),
            text("Go on when they're back, or let the office appoint a replacement."),
            "S2",
        )
    _require_words(absence.reason)
    return replace(moderation, absences=(*moderation.absences, absence))


def write_dissent(moderation: Moderation, dissent: Dissent) -> Moderation:
    """Keep what a member writes against an agreed rating: theirs was another one; once each, also after the end."""
    agreed = agreed_of(moderation, dissent.criterion)
    if agreed is None:
        raise _refused(text("Nothing is agreed on that criterion yet."), text("Wait for the agreed rating."))
    if dissent.member not in {each.member for each in agreed.dissent}:
        raise _refused(text("Your own view is what was agreed."), text("Only who differs writes a dissent."))
    if any((each.member, each.criterion) == (dissent.member, dissent.criterion) for each in moderation.dissents):
        raise _refused(text("Your dissent on it is kept already."), text("Nothing needs to be done."))
    _require_words(dissent.words)
    return replace(moderation, dissents=(*moderation.dissents, dissent))


def require_ready(moderation: Moderation, member: str) -> None:
    """Whether a member may conclude now: who leads, with the facts agreed and every vote in."""
    step = step_of(moderation)
    if step == "concluded":
        raise _not_concluded(text("It is concluded already."), text("Nothing needs to be done."))
    if step == "sealing":
        raise _not_concluded(text("Not everybody has sealed their sheet."), text("Wait until all are sealed."), "P5")
    if not leads(moderation, member):
        raise _not_concluded(text("The chair concludes."), text("Ask the chair."))
    if step == "facts":
        raise _not_concluded(text("The facts aren't agreed yet."), text("Agree first what was to be seen."))
    if missing := missing_votes(moderation):
        raise _not_concluded(
            text("Differences are still open: {criteria}.", criteria=", ".join(missing)), text("Moderate them first.")
        )


def _require_voting(moderation: Moderation) -> None:
    why = text("The facts aren't agreed yet.")
    _require(moderation, ("votes", "ready"), why, text("Agree first what was to be seen."))


def _require(moderation: Moderation, steps: Sequence[Step], why: Text, remedy: Text) -> None:
    step = step_of(moderation)
    if step == "sealing":
        raise _refused(text("All sheets have to be sealed first."), text("Wait for the sheets that are still open."))
    if step == "concluded":
        raise _refused(text("It is concluded already."), text("Nothing needs to be done."))
    if step not in steps:
        raise _refused(why, remedy)


def _require_present(moderation: Moderation, member: str) -> None:
    if member in moderation.absent:
        raise _refused(
            text("You are recorded as absent; your sealed ratings stand."), text("Write a dissent where you differ.")
        )
    if member not in moderation.members:
        raise _refused(text("Only members of this encounter's commission vote."), text("Check who was appointed."))


def _require_words(words: str) -> None:
    if not words.strip():
        raise _refused(text("The reason is missing."), text("Write what your answer rests on."), "P2")
    _require_short([words])


def _require_short(words: Sequence[str] | Iterator[str]) -> None:
    if any(len(each) > LONGEST_WORDS for each in words):
        most = text("It has at most {count} characters.", count=LONGEST_WORDS)
        raise _refused(most, text("Write what matters."))


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The moderation can't go on."), why, remedy, rule)


def _not_concluded(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The encounter wasn't concluded."), why, remedy, rule)
