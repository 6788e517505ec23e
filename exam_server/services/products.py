"""Products of simulations: a draft is taken in, waits for its markers like a written response, and becomes evidence."""

from collections.abc import Mapping
from uuid import UUID

from exam_server.core.case import OpenReason, SourceKind, Verdict
from exam_server.core.qualification import Method
from exam_server.core.simulation.products import judge_product, products_of, read_criteria
from exam_server.core.simulation.script import Material
from exam_server.core.sufficiency import simulation_threshold
from exam_server.services.evidence import EvidenceEntry, record_all
from exam_server.services.qualification import get_plan_revision
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.services.written_pieces import open_product
from exam_server.store import written as store
from exam_server.store.tables import EncounterRow, ExamRow, ProductRow, StageRow, WrittenPieceRow

METHOD: Method = "conversation_with_simulation"
SOURCE: SourceKind = "product"
RULE_VERSION = "1"
DEFAULT_THRESHOLD = 2


def find_draft(work: Work, encounter_id: UUID, product: str) -> ProductRow | None:
    return next((row for row in store.list_products(work.session, encounter_id) if row.product == product), None)


def take_in(work: Work, encounter: EncounterRow, product: str) -> bool:
    """Take what was written so far as the product, for good, within `record()`; False: there is nothing to take.

    It waits for its markers, and so does its evidence (P9).
    """
    row, material = find_draft(work, encounter.id, product), find_material(work, encounter, product)
    if row is None or material is None or row.taken_in_at is not None:
        return False
    if row.words.strip() in ("", material.text.strip()):
        # The card as it was handed out: nobody wrote anything.
        return False
    row.taken_in_at = work.now
    work.note("encounter.product.taken_in", encounter.id, product=product)
    thresholds = _thresholds(work, encounter, material)
    if thresholds:
        open_product(work, encounter, row, thresholds)
        piece = store.find_piece_of_product(work.session, row.id)
        if piece is not None:
            judge_reading(work, piece)
    return True


def judge_reading(work: Work, piece: WrittenPieceRow) -> None:
    """Record what a product's readings come to by now, within `record()`: a record per criterion of the script."""
    product = work.session.get_one(ProductRow, piece.product_id)
    encounter = work.session.get_one(EncounterRow, product.encounter_id)
    entries = [
        EvidenceEntry(criterion, METHOD, SOURCE, product.id, digest, verdict, reason, RULE_VERSION)
        for criterion, (verdict, reason, digest) in _judge(work, piece, product).items()
    ]
    record_all(work, encounter.case_id, encounter.stage_id, entries)


def _judge(
    work: Work, piece: WrittenPieceRow, product: ProductRow
) -> Mapping[str, tuple[Verdict, OpenReason | None, str]]:
    results = store.list_product_results(work.session, product.id)
    if piece.settled_at is None or not results:
        return {code: ("open", "awaits_reading", piece.response_hash) for code in piece.criteria}
    result = results[-1][1]
    return {
        code: (*judge_product(level, threshold), result.content_hash)
        for code, level, threshold in zip(piece.criteria, result.levels, piece.thresholds, strict=True)
    }


def find_material(work: Work, encounter: EncounterRow, product: str) -> Material | None:
    """A product of the script that the encounter plays."""
    scenario = get_script(work, encounter.scenario_revision_id)
    return next((each for each in products_of(scenario) if each.id == product), None)


def _thresholds(work: Work, encounter: EncounterRow, material: Material) -> dict[str, int]:
    """Per criterion of the product that its stage is about and the plan counts the simulation for: what suffices."""
    exam = work.session.get_one(ExamRow, encounter.exam_id)
    if exam.rehearsal:
        # A try-out counts for nobody: no marker reads what was written in it.
        return {}
    scenario = get_script(work, encounter.scenario_revision_id)
    only = work.session.get_one(StageRow, encounter.stage_id).criteria
    plan = get_plan_revision(work, exam.plan_id)
    found = {
        code: simulation_threshold(plan, code, scenario.threshold(code) or DEFAULT_THRESHOLD)
        for code in read_criteria(scenario, material, material.criteria if only is None else only)
    }
    return {code: level for code, level in found.items() if level is not None}
