"""The candidate's own released result, as a type of its own: nobody else's data and no keys reach that page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from exam_server.core.case import Evidence, OpenReason, SourceKind, Verdict
from exam_server.core.grid import GridRow, OutcomeGroup, counting
from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method
from exam_server.core.simulation.script import Anchor
from exam_server.core.sufficiency import simulation_threshold
from exam_server.services.case import CaseView, find_released_result
from exam_server.services.decisions import list_grounds
from exam_server.services.encounter_evidence import DEFAULT_THRESHOLD
from exam_server.services.own_counts import OwnCount, list_counts
from exam_server.services.qualification import get_plan_revision
from exam_server.services.simulation import get_scenario
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import EncounterRow


@dataclass(frozen=True)
class OwnFinding:
    """What one piece of evidence showed of a criterion (or of a `part` of it), and when that was recorded.

    `count`: of a test how much of it was right.
    """

    method: Method
    source: SourceKind
    part: str
    verdict: Verdict
    open_reason: OpenReason | None
    recorded_at: datetime
    count: OwnCount | None


@dataclass(frozen=True)
class OwnDecision:
    """What the commission decided and why, and when it was confirmed; by whom is the protocol's."""

    verdict: Verdict
    open_reason: OpenReason | None
    confirmed_at: datetime
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class OwnLevel:
    """The level that the commission agreed on (None: no opportunity), and what the next one would have looked like.

    `enough`: from which level on the simulation shows the criterion.
    """

    agreed: int | None
    enough: int
    following: Anchor | None

    def above(self, other: "OwnLevel") -> bool:
        return (-1 if self.agreed is None else self.agreed) > (-1 if other.agreed is None else other.agreed)


@dataclass(frozen=True)
class OwnCriterion:
    """A criterion as its candidate sees it; without a decision it's met or open by the evidence (P9).

    `missing`: in words the parts that nothing shows yet.
    """

    code: str
    text: str
    standing: Verdict
    open_reason: OpenReason | None
    findings: tuple[OwnFinding, ...]
    decision: OwnDecision | None
    level: OwnLevel | None
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return (self.decision.verdict if self.decision else self.standing) == "met"


@dataclass(frozen=True)
class OwnOutcome:
    code: str
    text: str
    confirmed: bool
    criteria: tuple[OwnCriterion, ...]


@dataclass(frozen=True)
class OwnSet:
    number: int
    name: str
    confirmed: bool
    outcomes: tuple[OwnOutcome, ...]


@dataclass(frozen=True)
class OwnResult:
    """A released result in the order of the register form."""

    qualification: str
    sets: tuple[OwnSet, ...]
    met: int
    criteria: int
    decided: int
    all_met: bool
    agenda_minutes: int

    @property
    def not_met(self) -> tuple[str, ...]:
        """What the commission decided isn't met."""
        return tuple(each.code for each in self._unmet if each.decision and each.decision.verdict == "not_met")

    @property
    def is_open(self) -> bool:
        """Whether the commission has something left to come back to."""
        return len(self._unmet) > len(self.not_met)

    @property
    def _unmet(self) -> list[OwnCriterion]:
        outcomes = (outcome for each in self.sets for outcome in each.outcomes)
        return [criterion for outcome in outcomes for criterion in outcome.criteria if not criterion.is_met]


def find_own_result(work: Work) -> OwnResult | None:
    """The result of the actor's own case; None while nothing of it is released."""
    view = find_own_case(work)
    return to_own_result(work, view) if view else None


def to_own_result(work: Work, view: CaseView) -> OwnResult:
    """What a candidate may see of their released case."""
    known = _Known(
        view, list_levels(work, view), list_counts(work, view), list_grounds(work, view.id, view.held.values())
    )
    return OwnResult(
        qualification=view.qualification.name,
        sets=tuple(
            OwnSet(
                each.outcomes.number,
                each.outcomes.name,
                each.confirmed,
                tuple(_outcome(known, group) for group in each.groups),
            )
            for each in view.sets
        ),
        met=view.met,
        criteria=len(view.rows),
        decided=len(view.held),
        all_met=view.all_met,
        agenda_minutes=view.agenda.minutes,
    )


def find_own_case(work: Work) -> CaseView | None:
    """The released case of the actor's sitting, for the printed sheet; NotFound for whoever has no seat."""
    if work.actor.sitting_id is None:
        raise NotFound("sitting")
    return find_released_result(work, get_row(work, work.actor.sitting_id).case_id)


def list_levels(work: Work, view: CaseView) -> dict[str, OwnLevel]:
    """By criterion the agreed level of the case's newest released simulation, with the next level's behaviour.

    Of several stations that showed a criterion it's the best level, which is what the criterion is met by.
    """
    plan, found = get_plan_revision(work, view.plan_id), dict[str, OwnLevel]()
    for stage in case_store.list_stages(work.session, view.id):
        rows = simulation_store.list_encounters_of_stage(work.session, stage.id) if stage.released_at else ()
        best: dict[str, OwnLevel] = {}
        for row in rows:
            for code, level in _levels_of(work, plan, row) if row.state == "agreed" else ():
                if code not in best or level.above(best[code]):
                    best[code] = level
        found |= best
    return found


def _levels_of(work: Work, plan: Plan, row: EncounterRow) -> Iterator[tuple[str, OwnLevel]]:
    anchors = {each.criterion: each for each in get_scenario(work, row).anchors}
    for agreed in simulation_store.list_agreed(work.session, row.id):
        known = anchors.get(agreed.criterion)
        enough = simulation_threshold(plan, agreed.criterion, known.threshold if known else DEFAULT_THRESHOLD)
        following = None if agreed.level is None else agreed.level + 1
        behaviour = (each for each in (known.levels if known else ()) if each.level == following)
        yield agreed.criterion, OwnLevel(agreed.level, enough or DEFAULT_THRESHOLD, next(behaviour, None))


@dataclass(frozen=True)
class _Known:
    """What is told of a released case beside its grid, by criterion or by the id of a record."""

    view: CaseView
    levels: Mapping[str, OwnLevel]
    counts: Mapping[str, OwnCount]
    grounds: Mapping[str, tuple[str, ...]]


def _outcome(known: _Known, group: OutcomeGroup) -> OwnOutcome:
    criteria = tuple(_criterion(known, row) for row in group.rows)
    return OwnOutcome(group.outcome.code, group.outcome.text, group.confirmed, criteria)


def _criterion(known: _Known, row: GridRow) -> OwnCriterion:
    code, words = row.criterion, {each.part.id: each.part.text for each in row.parts}
    held = known.view.held.get(code)
    decision = (
        OwnDecision(held.verdict, held.open_reason, held.confirmed_at, known.grounds.get(code, ())) if held else None
    )
    return OwnCriterion(
        code,
        row.text,
        row.standing,
        row.open_reason,
        tuple(_finding(known, each, words.get(each.part, each.part)) for each in _told(row)),
        decision,
        known.levels.get(code),
        tuple(each.text for each in row.missing_parts) if row.standing != "met" else (),
    )


def _told(row: GridRow) -> Iterator[Evidence]:
    """What counts for the criterion, method by method, oldest first."""
    for cell in row.cells:
        yield from counting(cell)


def _finding(known: _Known, each: Evidence, part: str) -> OwnFinding:
    at = known.view.recorded_at[each.id]
    count = known.counts.get(each.id)
    return OwnFinding(each.method, each.source_kind, part, each.verdict, each.open_reason, at, count)
