"""The encounter behind an evidence record: observations, first ratings, votes, the agreed rating and its dissent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.case import Evidence
from exam_server.core.encounter_timeline import label_of
from exam_server.core.rating import Observation, Sheet
from exam_server.core.simulation.opportunities import Count, chances
from exam_server.core.simulation.script import Anchor, PointKind, Scenario
from exam_server.core.sufficiency import simulation_threshold
from exam_server.services.exam import get_exam
from exam_server.services.people import get_name
from exam_server.services.qualification import get_plan_revision
from exam_server.services.raters import list_replaced
from exam_server.services.rating import sheets_of
from exam_server.services.simulation import get_scenario, run_state
from exam_server.services.work import Work
from exam_server.store import moderation as moderation_store
from exam_server.store import simulation as store
from exam_server.store.tables import AgreedRatingRow, EncounterRow, EvidenceRow, ScenarioRevisionRow


@dataclass(frozen=True)
class ObservedMoment:
    """A tap that counted, by whom; `after_seal`: it came too late to change what was sealed."""

    at_seconds: int
    assessor: str
    label: str
    kind: PointKind
    value: int
    note: str
    after_seal: bool


@dataclass(frozen=True)
class NamedChance:
    """A chance that came up: the cue, fact, phase or product by id and in the script's words, when it was taken up."""

    reference: str
    label: str
    at_seconds: int
    taken_at: int | None


@dataclass(frozen=True)
class GivenLevel:
    """A first rating, a vote or a dissent. `level` None: no opportunity."""

    assessor: str
    level: int | None
    reason: str
    at: datetime | None


@dataclass(frozen=True)
class SealedSheet:
    assessor: str
    chair: bool
    left: bool
    replaced: bool
    sealed_at: datetime | None
    sheet_hash: str


@dataclass(frozen=True)
class EncounterSource:
    """`opportunities`: chances that the run really gave and those taken; `by_rule`: majority, tie_rule or lowest.

    `written`: dissents that were written out; `earlier`: what was agreed before somebody who rated was excluded (S2),
    and as long as the others haven't agreed `anew`, nothing is.
    """

    encounter_id: UUID
    exam_title: str
    place: str
    scenario_title: str
    scenario_number: int
    scenario_hash: str
    started_at: datetime | None
    ended_at: datetime | None
    moments: tuple[ObservedMoment, ...]
    first: tuple[GivenLevel, ...]
    facts: tuple[str, ...]
    votes: tuple[GivenLevel, ...]
    earlier: tuple[GivenLevel, ...]
    agreed_level: int | None
    agreed_at: datetime | None
    by_rule: str
    anew: bool
    dissent: tuple[GivenLevel, ...]
    written: tuple[GivenLevel, ...]
    opportunities: Count
    chances: tuple[NamedChance, ...]
    threshold: int | None
    anchors: tuple[Anchor, ...]
    sheets: tuple[SealedSheet, ...]


def show_encounter(work: Work, evidence: EvidenceRow) -> EncounterSource | None:
    """The concluded encounter that the record points at, for the record's criterion; None where it's gone."""
    row = work.session.get(EncounterRow, evidence.source_id)
    if row is None:
        return None
    code, scenario = evidence.criterion, get_scenario(work, row)
    exam = get_exam(work, row.exam_id)
    revision = work.session.get_one(ScenarioRevisionRow, row.scenario_revision_id)
    assessors = store.list_assessors(work.session, row.id, with_left=True)
    names = {str(each.account_id): get_name(work, each.account_id) for each in assessors}
    sheets = sheets_of(work, row)
    agreed = next((each for each in store.list_agreed(work.session, row.id) if each.criterion == code), None)
    wordings = moderation_store.list_wordings(work.session, row.id)
    facts = [each for each in wordings[-1].facts if each["criterion"] in ("", code)] if wordings else []
    plan, found = get_plan_revision(work, exam.plan_id), chances(scenario, run_state(work, row), code)
    return EncounterSource(
        encounter_id=row.id,
        exam_title=exam.title,
        place=exam.place,
        scenario_title=revision.title,
        scenario_number=revision.number,
        scenario_hash=row.scenario_hash,
        started_at=row.started_at,
        ended_at=row.ended_at,
        moments=_moments(scenario, code, sheets, names),
        first=_first(code, sheets, names),
        facts=tuple(str(each["words"]) for each in facts),
        votes=_votes(work, row, code, names),
        earlier=_earlier(work, row, code),
        agreed_level=agreed.level if agreed else None,
        agreed_at=agreed.agreed_at if agreed else None,
        by_rule=agreed.by_rule if agreed else "",
        anew=row.state == "ended",
        dissent=_dissent(agreed, names),
        written=_written(work, row, code, names),
        opportunities=Count(len(found), sum(each.taken_at is not None for each in found)),
        chances=tuple(
            NamedChance(each.reference, label_of(scenario, each.reference), each.at_seconds, each.taken_at)
            for each in found
        ),
        threshold=simulation_threshold(plan, code, scenario.threshold(code) or 2),
        anchors=next((each.levels for each in scenario.anchors if each.criterion == code), ()),
        sheets=_sheets(work, row, names),
    )


def _moments(
    scenario: Scenario, code: str, sheets: Mapping[str, Sheet], names: Mapping[str, str]
) -> tuple[ObservedMoment, ...]:
    points = {point.id: point for point in scenario.observation_points if point.criterion == code}

    def moment(tap: Observation, after_seal: bool) -> ObservedMoment:
        point = points[tap.point]
        label = f"{point.label}: {tap.counter}" if tap.counter else point.label
        return ObservedMoment(tap.at_seconds, names[tap.assessor], label, point.kind, tap.value, tap.note, after_seal)

    taps = [
        moment(tap, after)
        for sheet in sheets.values()
        for after, own in ((False, sheet.observations), (True, sheet.after_seal))
        for tap in own
        if tap.point in points
    ]
    return tuple(sorted(taps, key=lambda each: (each.at_seconds, each.assessor, each.label)))


def _first(code: str, sheets: Mapping[str, Sheet], names: Mapping[str, str]) -> tuple[GivenLevel, ...]:
    given = []
    for assessor, sheet in sheets.items():
        rating = sheet.current().get(code)
        if rating is not None:
            at = sheet.seal.at if sheet.seal else None
            given.append(GivenLevel(names[assessor], rating.level, rating.justification, at))
    return tuple(sorted(given, key=lambda each: each.assessor))


def _votes(work: Work, row: EncounterRow, code: str, names: Mapping[str, str]) -> tuple[GivenLevel, ...]:
    return tuple(
        GivenLevel(names[str(each.account_id)], each.level, each.reason, each.voted_at)
        for each in store.list_votes(work.session, row.id)
        if each.criterion == code
    )


def _earlier(work: Work, row: EncounterRow, code: str) -> tuple[GivenLevel, ...]:
    """What was agreed and stopped holding, by nobody in particular."""
    return tuple(
        GivenLevel("", each.level, "", each.agreed_at)
        for each in store.list_agreed_once(work.session, row.id)
        if each.criterion == code and each.round != row.round
    )


def _dissent(agreed: AgreedRatingRow | None, names: Mapping[str, str]) -> tuple[GivenLevel, ...]:
    kept: Sequence[Mapping[str, object]] = agreed.dissent if agreed else ()
    return tuple(
        GivenLevel(names[str(each["member"])], _level(each["level"]), str(each["reason"]), None) for each in kept
    )


def _written(work: Work, row: EncounterRow, code: str, names: Mapping[str, str]) -> tuple[GivenLevel, ...]:
    """Dissents that were written out; they say no level of their own."""
    return tuple(
        GivenLevel(names[str(each.account_id)], None, each.words, each.written_at)
        for each in moderation_store.list_dissents(work.session, row.id)
        if each.criterion == code
    )


def list_sources(work: Work, records: Iterable[Evidence]) -> dict[str, EncounterSource]:
    """By record what stands behind it, for records of encounters."""
    found = {}
    for each in records:
        row = work.session.get(EvidenceRow, UUID(each.id)) if each.source_kind == "encounter" else None
        source = show_encounter(work, row) if row is not None else None
        if source is not None:
            found[each.id] = source
    return found


def _level(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _sheets(work: Work, row: EncounterRow, names: Mapping[str, str]) -> tuple[SealedSheet, ...]:
    seals = {each.account_id: each for each in store.list_seals(work.session, row.id)}
    replaced = list_replaced(work, row)
    return tuple(
        SealedSheet(
            names[str(each.account_id)],
            each.chair,
            each.left_at is not None,
            str(each.account_id) in replaced,
            seals[each.account_id].sealed_at if each.account_id in seals else None,
            seals[each.account_id].sheet_hash if each.account_id in seals else "",
        )
        for each in store.list_assessors(work.session, row.id, with_left=True)
    )
