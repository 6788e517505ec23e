"""What an agreed encounter shows: an evidence record per criterion, with the reason where it stays open."""

from collections.abc import Mapping, Sequence

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.moderation import AgreedRating, to_verdict
from exam_server.core.simulation.opportunities import has_enough, opportunities
from exam_server.core.sufficiency import simulation_threshold
from exam_server.formats.plain import content_hash
from exam_server.services.evidence import EvidenceEntry, record_all
from exam_server.services.exam import get_exam
from exam_server.services.flags import is_held
from exam_server.services.qualification import get_plan_revision
from exam_server.services.simulation import get_scenario, rated_criteria, run_state
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import moderation as moderation_store
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow

RULE_VERSION = "2"
DEFAULT_THRESHOLD = 2


def write_evidence(work: Work, row: EncounterRow, agreed: Sequence[AgreedRating]) -> int:
    """Within `record()`: a record of every agreed criterion that the plan counts the simulation for; gives how many.

    Met, not met, or open: without an opportunity, with too few, or held by a red flag that members confirmed.
    """
    scenario, state = get_scenario(work, row), run_state(work, row)
    thresholds, counts, held = thresholds_of(work, row), opportunities(scenario, state), is_held(work, row)
    verdicts = {
        each.criterion: to_verdict(
            each,
            thresholds[each.criterion],
            counts.get(each.criterion),
            enough=has_enough(scenario, state, each.criterion),
            held=held,
        )
        for each in agreed
        if each.criterion in thresholds
    }
    return _record(work, row, verdicts)


def write_unrated(work: Work, row: EncounterRow) -> int:
    """Within `record()`: too few rated it, so that every criterion which the plan counts it for stays open (S2)."""
    codes = [code for code in rated_criteria(work, row) if code in thresholds_of(work, row)]
    return _record(work, row, dict.fromkeys(codes, ("open", "too_little_evidence")))


def write_reopened(work: Work, row: EncounterRow) -> int:
    """Within `record()`: what was agreed doesn't hold any more; each of its records is followed by one that waits."""
    rows = case_store.list_evidence(work.session, row.case_id)
    codes = {each.criterion for each in rows if each.source_id == row.id}
    return _record(work, row, dict.fromkeys(sorted(codes), ("open", "awaits_agreement")))


def _record(work: Work, row: EncounterRow, verdicts: Mapping[str, tuple[Verdict, OpenReason | None]]) -> int:
    digest = record_hash(work, row)
    entries = [
        EvidenceEntry(code, "conversation_with_simulation", "encounter", row.id, digest, verdict, reason, RULE_VERSION)
        for code, (verdict, reason) in verdicts.items()
    ]
    record_all(work, row.case_id, row.stage_id, entries)
    return len(entries)


def record_hash(work: Work, row: EncounterRow) -> str:
    """What the evidence points at: the script, every sealed sheet, the facts and what was agreed from them."""
    sealed = sorted(each.sheet_hash for each in store.list_seals(work.session, row.id))
    agreed = [
        [each.criterion, each.level, each.by_rule, each.dissent] for each in store.list_agreed(work.session, row.id)
    ]
    facts = [each.facts for each in moderation_store.list_wordings(work.session, row.id)]
    return content_hash({"scenario": row.scenario_hash, "sheets": sealed, "facts": facts, "agreed": agreed})


def thresholds_of(work: Work, row: EncounterRow) -> dict[str, int]:
    """Per observed criterion that the plan counts the simulation for: the level that suffices by the plan."""
    plan, scenario = get_plan_revision(work, get_exam(work, row.exam_id).plan_id), get_scenario(work, row)
    found = {
        code: simulation_threshold(plan, code, scenario.threshold(code) or DEFAULT_THRESHOLD)
        for code in rated_criteria(work, row)
    }
    return {code: level for code, level in found.items() if level is not None}
