"""What a member sees of a moderation: no name or level before the facts are agreed, no vote before all are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core import moderating as core
from exam_server.core.encounter_timeline import Moment, merge, of_criterion
from exam_server.core.moderating import Call, Dissent, Fact, Moderation, Step, Wording
from exam_server.core.moderation import AgreedRating, Difference, ModerationRule, Vote
from exam_server.core.problems import Refused
from exam_server.core.rating import Rating
from exam_server.core.simulation.script import Anchor
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.exam import COMMISSION
from exam_server.services.moderation import load_moderation, to_agreed
from exam_server.services.people import Names
from exam_server.services.rating import criterion_texts, list_taps, own_name
from exam_server.services.simulation import get_row, get_scenario, list_events
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow


@dataclass(frozen=True)
class Member:
    id: str
    name: str
    chair: bool
    absent: bool
    replaced: bool


@dataclass(frozen=True)
class FactsView:
    """The newest wording: how many of those present have spoken, what others object, and the viewer's own part.

    `objections` have no names; `waits_for_viewer`: their word is missing.
    """

    wording: Wording
    spoken: int
    objections: tuple[str, ...]
    waits_for_viewer: bool
    agreed: bool


@dataclass(frozen=True)
class CriterionModeration:
    """One criterion once the facts are agreed; `votes` are those that the viewer may receive now."""

    criterion: str
    text: str
    threshold: int | None
    anchors: tuple[Anchor, ...]
    difference: Difference | None
    call: Call | None
    voted_on: bool
    ratings: tuple[Rating, ...]
    facts: tuple[Fact, ...]
    moments: tuple[Moment, ...]
    votes: tuple[Vote, ...]
    voted: int
    may_vote: bool
    agreed: AgreedRating | None
    dissents: tuple[Dissent, ...]
    may_dissent: bool


@dataclass(frozen=True)
class ModerationView:
    """`digest` changes whenever another member did something that the viewer may see; `too_few`: S2.

    `left`: who rated the encounter and counts no more; `anew`: what was agreed with one of them has stopped holding.
    """

    step: Step
    leads: bool
    members: tuple[Member, ...]
    left: tuple[str, ...]
    anew: bool
    rule: ModerationRule
    timeline: tuple[Moment, ...]
    facts: FactsView | None
    criteria: tuple[CriterionModeration, ...]
    missing: tuple[str, ...]
    too_few: bool
    may_record_absence: bool
    digest: str

    def find(self, criterion: str) -> CriterionModeration:
        return next(each for each in self.criteria if each.criterion == criterion)


def show_moderation(work: Work, encounter_id: UUID) -> ModerationView:
    """The moderation as the actor may see it. Raises Refused before all have sealed: the ratings aren't open (P5)."""
    row = get_row(work, encounter_id, COMMISSION)
    viewer = own_name(work, row)
    moderation = load_moderation(work, row)
    step = core.step_of(moderation)
    if step == "sealing":
        raise Refused(
            text("The ratings aren't open yet."),
            text("Not everybody has sealed their sheet."),
            text("Wait until all are sealed."),
            rule="P5",
        )
    timeline = merge_timeline(work, row)
    return ModerationView(
        step=step,
        leads=core.leads(moderation, viewer) and step != "concluded",
        members=_members(work, moderation),
        left=_left(work, row),
        anew=row.round > 1 and step != "concluded",
        rule=moderation.rule,
        timeline=timeline,
        facts=_facts(moderation, viewer),
        criteria=() if step == "facts" else _criteria(work, row, moderation, viewer, timeline),
        missing=() if step in ("facts", "concluded") else core.missing_votes(moderation),
        too_few=core.too_few(moderation),
        may_record_absence=step != "concluded" and viewer in moderation.present,
        digest=_digest(work, row, moderation),
    )


def merge_timeline(work: Work, row: EncounterRow) -> tuple[Moment, ...]:
    """The run's events and the taps of all who rate it, in one order."""
    return merge(get_scenario(work, row), list_events(work, row), list_taps(work, row))


def read_digest(work: Work, encounter_id: UUID) -> str:
    """What tells a page whether something is new. Raises NotFound for who doesn't rate the encounter."""
    row = get_row(work, encounter_id, COMMISSION)
    own_name(work, row)
    return _digest(work, row, load_moderation(work, row))


def _digest(work: Work, row: EncounterRow, moderation: Moderation) -> str:
    kept: Sequence[Sequence[object]] = (
        moderation.wordings,
        moderation.words,
        moderation.calls,
        moderation.votes,
        moderation.absences,
        moderation.dissents,
        moderation.members,
        sorted(moderation.replaced),
        store.list_red_flag_words(work.session, row.id),
    )
    return content_hash([core.step_of(moderation), [len(each) for each in kept]])


def _members(work: Work, moderation: Moderation) -> tuple[Member, ...]:
    names = Names(work)
    found = (
        Member(
            each, names.of(UUID(each)), each == moderation.chair, each in moderation.absent, each in moderation.replaced
        )
        for each in moderation.members
    )
    return tuple(sorted(found, key=lambda each: (not each.chair, each.name)))


def _left(work: Work, row: EncounterRow) -> tuple[str, ...]:
    seats, names = store.list_assessors(work.session, row.id, with_left=True), Names(work)
    return tuple(sorted(names.of(each.account_id) for each in seats if each.left_at is not None))


def _facts(moderation: Moderation, viewer: str) -> FactsView | None:
    if not moderation.wordings:
        return None
    newest = moderation.wordings[-1]
    words = [each for each in moderation.words if each.number == newest.number and each.member in moderation.present]
    spoken = {each.member for each in words} | ({newest.writer} & set(moderation.present))
    agreed = core.agreed_wording(moderation) is not None or moderation.concluded
    return FactsView(
        wording=newest,
        spoken=len(spoken),
        objections=tuple(sorted(each.reason for each in words if not each.agrees)),
        waits_for_viewer=not agreed and viewer in moderation.present and viewer not in spoken,
        agreed=agreed,
    )


def _criteria(
    work: Work, row: EncounterRow, moderation: Moderation, viewer: str, timeline: tuple[Moment, ...]
) -> tuple[CriterionModeration, ...]:
    texts = criterion_texts(work, row)
    kept = {each.criterion: to_agreed(each) for each in store.list_agreed(work.session, row.id)}
    anchors = {each.criterion: each.levels for each in get_scenario(work, row).anchors}
    differing, calls = core.differing(moderation), {each.criterion: each for each in moderation.calls}
    voted_on = core.to_be_voted(moderation)
    wording = moderation.wordings[-1] if moderation.wordings else None

    def shown(code: str) -> CriterionModeration:
        votes = [vote for each, vote in moderation.votes if each == code and vote.member in moderation.members]
        agreed = kept.get(code) or core.agreed_of(moderation, code)
        dissents = tuple(each for each in moderation.dissents if each.criterion == code)
        own_vote = any(each.member == viewer for each in votes)
        return CriterionModeration(
            criterion=code,
            text=texts.get(code, ""),
            threshold=moderation.thresholds.get(code),
            anchors=anchors.get(code, ()),
            difference=differing.get(code),
            call=calls.get(code),
            voted_on=code in voted_on,
            ratings=core.first_ratings(moderation, code),
            facts=tuple(each for each in wording.facts if each.criterion == code) if wording else (),
            moments=of_criterion(timeline, code),
            votes=core.visible_votes(moderation, code, viewer),
            voted=len(core.ballots(moderation, code)) if code in voted_on else 0,
            may_vote=code in voted_on and viewer in moderation.present and not own_vote and agreed is None,
            agreed=agreed,
            dissents=dissents,
            may_dissent=agreed is not None
            and any(each.member == viewer for each in agreed.dissent)
            and not any(each.member == viewer for each in dissents),
        )

    return tuple(shown(code) for code in moderation.criteria)
