"""Moderation after all seals: agreed facts, second votes, agreed ratings with dissent, and evidence from them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from exam_server.core.commission import smallest_commission
from exam_server.core.moderation import (
    AgreedRating,
    Difference,
    ModerationRule,
    Vote,
    agree,
    differences,
    to_verdict,
    votes_of,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import Observation, Rating, Sheet, all_sealed, visible_ratings
from exam_server.core.simulation.opportunities import opportunities
from exam_server.core.simulation.script import ObservationPoint, Scenario
from exam_server.core.sufficiency import simulation_threshold
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.exam import COMMISSION, get_exam
from exam_server.services.flags import require_flags_settled
from exam_server.services.qualification import get_edition, get_plan_revision
from exam_server.services.rating import begin_act, criterion_texts, own_name, require_level, sheets_of
from exam_server.services.simulation import get_row, get_scenario, rated_criteria, run_state
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import AgreedRatingRow, EncounterRow, ModerationFactsRow, ModerationVoteRow

RULE = ModerationRule()
RULE_VERSION = "1"
DEFAULT_THRESHOLD = 2


@dataclass(frozen=True)
class Moment:
    """A tap of somebody, without a name. `value` is None for a scale: that would be a level."""

    at_seconds: int
    label: str
    value: int | None
    note: str


@dataclass(frozen=True)
class ModerationView:
    """One criterion after all seals. `ratings`, the difference's levels and `votes` hold what may be received now.

    Where the ratings differ, the facts come first: ratings and levels stay empty until they're agreed.
    """

    criterion: str
    text: str
    difference: Difference | None
    ratings: tuple[Rating, ...]
    timeline: tuple[Moment, ...]
    facts: tuple[str, ...] | None
    votes: tuple[Vote, ...]
    voted: int
    members: int
    agreed: AgreedRating | None


def show_moderation(work: Work, encounter_id: UUID) -> list[ModerationView]:
    """Every rated criterion side by side. Raises Refused before all are sealed: nobody receives another's rating."""
    row = get_row(work, encounter_id, COMMISSION)
    own_name(work, row)
    sheets = _require_complete(work, row)
    scenario = get_scenario(work, row)
    found = {
        each.criterion: each for each in differences(list(sheets.values()), _thresholds(work, row, scenario), RULE)
    }
    return [_moderation(work, row, sheets, code, found.get(code)) for code in rated_criteria(work, row)]


def agree_facts(work: Work, encounter_id: UUID, criterion: str, facts: Sequence[str]) -> None:
    """The chair writes down what all agree was to be seen, without names or levels; this opens the second votes."""
    row = begin_act(work, encounter_id, "moderate", ("chair",))
    _require_complete(work, row)
    if criterion not in rated_criteria(work, row):
        raise NotFound(criterion)
    kept = [fact.strip()[:2000] for fact in facts if fact.strip()]
    if not kept:
        raise Refused(
            text("The moderation can't go on."),
            text("No fact was written down."),
            text("Write what all agree was to be seen, one fact in a line."),
        )
    _require_open(work, row, criterion)
    if any(each.criterion == criterion for each in store.list_moderation_facts(work.session, row.id)):
        raise Refused(
            text("The moderation can't go on."), text("The facts are agreed already."), text("Go on with the votes.")
        )
    work.session.add(
        ModerationFactsRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            criterion=criterion,
            facts=kept,
            agreed_at=work.now,
        )
    )


def give_vote(work: Work, encounter_id: UUID, criterion: str, level: int | None, reason: str) -> None:
    """The actor's second vote on a criterion; it's final. The last one of a criterion concludes it."""
    row = begin_act(work, encounter_id, "moderate")
    sheets = _require_complete(work, row)
    require_level(level)
    facts = {each.criterion for each in store.list_moderation_facts(work.session, row.id)}
    _require_open(work, row, criterion)
    if criterion not in facts:
        raise Refused(
            text("The moderation can't go on."),
            text("The facts aren't agreed yet."),
            text("Agree first what was to be seen."),
        )
    votes = _votes(work, row, criterion)
    if any(each.member == str(work.actor.account_id) for each in votes):
        raise Refused(
            text("The moderation can't go on."),
            text("This member has voted already; a vote is final."),
            text("Wait for the others."),
        )
    work.session.add(
        ModerationVoteRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            account_id=work.actor.account_id,
            criterion=criterion,
            level=level,
            reason=reason.strip()[:4000],
            voted_at=work.now,
        )
    )
    work.session.flush()
    if len(votes) + 1 == len(sheets):
        _keep(work, row, agree(criterion, _votes(work, row, criterion), _chair(work, row), _rule(work, row)))


def conclude(work: Work, encounter_id: UUID) -> int:
    """Agree what needs no moderation, and write evidence for every criterion; Refused while a difference is open,
    and while the commission isn't legal (S2).
    """
    row = begin_act(work, encounter_id, "moderate", ("chair",))
    sheets = _require_complete(work, row)
    if row.state == "agreed":
        raise Refused(
            text("The encounter wasn't concluded."),
            text("It is concluded already."),
            text("Nothing needs to be done."),
        )
    scenario = get_scenario(work, row)
    agreed = {each.criterion for each in store.list_agreed(work.session, row.id)}
    differing = {each.criterion for each in differences(list(sheets.values()), _thresholds(work, row, scenario), RULE)}
    opened = {each.criterion for each in store.list_moderation_facts(work.session, row.id)}
    pending = sorted((differing | opened) - agreed)
    if pending:
        raise Refused(
            text("The encounter wasn't concluded."),
            text("Differences are still open: {criteria}.", criteria=", ".join(pending)),
            text("Moderate them first."),
        )
    require_flags_settled(work, row)
    for code in rated_criteria(work, row):
        if code not in agreed:
            _keep(work, row, agree(code, votes_of(list(sheets.values()), code), _chair(work, row), _rule(work, row)))
    row.state = "agreed"
    work.note("encounter.agreed", row.id)
    return _write_evidence(work, row, scenario)


def _record_hash(work: Work, row: EncounterRow) -> str:
    """What the evidence points at: the script, every sealed sheet and what was agreed from them."""
    sealed = sorted(each.sheet_hash for each in store.list_seals(work.session, row.id))
    agreed = [
        [each.criterion, each.level, each.by_rule, each.dissent] for each in store.list_agreed(work.session, row.id)
    ]
    return content_hash({"scenario": row.scenario_hash, "sheets": sealed, "agreed": agreed})


def _write_evidence(work: Work, row: EncounterRow, scenario: Scenario) -> int:
    digest = _record_hash(work, row)
    thresholds, counts = _thresholds(work, row, scenario), opportunities(scenario, run_state(work, row))
    written = 0
    for each in store.list_agreed(work.session, row.id):
        if each.criterion not in thresholds:
            continue
        rating = AgreedRating(each.criterion, each.level, "majority")
        verdict, reason = to_verdict(rating, thresholds[each.criterion], counts.get(each.criterion))
        entry = EvidenceEntry(
            each.criterion,
            "conversation_with_simulation",
            "encounter",
            row.id,
            digest,
            verdict,
            reason,
            RULE_VERSION,
        )
        record_evidence(work, row.case_id, row.stage_id, entry)
        written += 1
    return written


def _keep(work: Work, row: EncounterRow, agreed: AgreedRating) -> None:
    work.session.add(
        AgreedRatingRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            criterion=agreed.criterion,
            level=agreed.level,
            by_rule=agreed.by,
            dissent=[asdict(each) for each in agreed.dissent],
            agreed_at=work.now,
        )
    )
    work.session.flush()


def _moderation(
    work: Work, row: EncounterRow, sheets: Mapping[str, Sheet], code: str, difference: Difference | None
) -> ModerationView:
    viewer = str(work.actor.account_id)
    facts = next(
        (each.facts for each in store.list_moderation_facts(work.session, row.id) if each.criterion == code), None
    )
    votes = _votes(work, row, code)
    agreed = next((each for each in store.list_agreed(work.session, row.id) if each.criterion == code), None)
    points = {point.id: point for point in get_scenario(work, row).observation_points if point.criterion == code}
    seen = visible_ratings(list(sheets.values()), list(sheets), viewer)
    if difference is not None and facts is None and agreed is None:
        seen, difference = (), replace(difference, levels=())
    return ModerationView(
        criterion=code,
        text=criterion_texts(work, row).get(code, ""),
        difference=difference,
        ratings=tuple(each for each in seen if each.criterion == code),
        timeline=_timeline(sheets, points),
        facts=tuple(facts) if facts is not None else None,
        votes=tuple(each for each in votes if agreed is not None or each.member == viewer),
        voted=len(votes),
        members=len(sheets),
        agreed=_agreed(agreed) if agreed else None,
    )


def _timeline(sheets: Mapping[str, Sheet], points: Mapping[str, ObservationPoint]) -> tuple[Moment, ...]:
    """The merged taps without names and levels, by time; ties in an order that gives no assessor away."""
    taps = [
        _moment(points[each.point], each)
        for sheet in sheets.values()
        for each in sheet.observations
        if each.point in points
    ]
    return tuple(sorted(taps, key=lambda each: (each.at_seconds, each.label, each.value or 0, each.note)))


def _moment(point: ObservationPoint, tap: Observation) -> Moment:
    label = f"{point.label} ({point.criterion}.{point.part})" if point.part else point.label
    label = f"{label}: {tap.counter}" if tap.counter else label
    return Moment(tap.at_seconds, label, None if point.kind == "scale" else tap.value, tap.note)


def _agreed(row: AgreedRatingRow) -> AgreedRating:
    dissent = tuple(Vote(**each) for each in row.dissent)
    return AgreedRating(row.criterion, row.level, "tie_rule" if row.by_rule == "tie_rule" else "majority", dissent)


def _votes(work: Work, row: EncounterRow, criterion: str) -> list[Vote]:
    return [
        Vote(str(each.account_id), each.level, each.reason)
        for each in store.list_votes(work.session, row.id)
        if each.criterion == criterion
    ]


def _rule(work: Work, row: EncounterRow) -> ModerationRule:
    edition = get_edition(work, get_exam(work, row.exam_id).edition_id)
    return replace(RULE, minimum_votes=smallest_commission(edition.content))


def _chair(work: Work, row: EncounterRow) -> str:
    return next((str(each.account_id) for each in store.list_assessors(work.session, row.id) if each.chair), "")


def _require_open(work: Work, row: EncounterRow, criterion: str) -> None:
    if any(each.criterion == criterion for each in store.list_agreed(work.session, row.id)):
        raise Refused(
            text("The moderation can't go on."),
            text("A rating of this criterion is agreed already."),
            text("Go on with the next one."),
        )


def _require_complete(work: Work, row: EncounterRow) -> dict[str, Sheet]:
    sheets = sheets_of(work, row)
    if not all_sealed(list(sheets.values()), list(sheets)):
        raise Refused(
            text("The ratings aren't open yet."),
            text("Not everybody has sealed their sheet."),
            text("Wait until all are sealed."),
            rule="P5",
        )
    return sheets


def _thresholds(work: Work, row: EncounterRow, scenario: Scenario) -> dict[str, int]:
    """Per observed criterion that the plan counts the simulation for: the plan's threshold."""
    plan = get_plan_revision(work, get_exam(work, row.exam_id).plan_id)
    found = {
        code: simulation_threshold(plan, code, scenario.threshold(code) or DEFAULT_THRESHOLD)
        for code in rated_criteria(work, row)
    }
    return {code: level for code, level in found.items() if level is not None}
