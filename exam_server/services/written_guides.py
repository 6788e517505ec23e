"""What a written text is marked by: the question or the product's task, and the guide with its elements."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.bank import GuideElement
from exam_server.core.simulation.products import guide_of, hints_of
from exam_server.core.simulation.script import Material
from exam_server.services.presenting import list_frozen_items
from exam_server.services.qualification import get_edition
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.store.tables import EncounterRow, ExamRow, ProductRow, SittingRow, WrittenPieceRow


@dataclass(frozen=True)
class Task:
    """What was to be written. An item has a stem, maybe a case; a product a title, a card and the script's hints."""

    language: str
    guide: tuple[GuideElement, ...]
    title: str = ""
    card: str = ""
    stem_html: str = ""
    stimulus_title: str = ""
    stimulus_html: str = ""
    hints: tuple[Material, ...] = ()


def get_task(work: Work, piece: WrittenPieceRow) -> Task:
    return _of_item(work, piece) if piece.sitting_id else _of_product(work, piece)


def criterion_texts(work: Work, exam_id: UUID) -> dict[str, str]:
    """Code → words of every criterion of an exam's edition."""
    edition = get_edition(work, work.session.get_one(ExamRow, exam_id).edition_id)
    return {criterion.code: criterion.text for criterion in edition.content.criteria()}


def _of_item(work: Work, piece: WrittenPieceRow) -> Task:
    sitting = work.session.get_one(SittingRow, piece.sitting_id)
    frozen = list_frozen_items(work, sitting.test_form_id)[piece.position - 1]
    stimulus = frozen.stimulus
    return Task(
        language=frozen.item.language,
        guide=frozen.item.guide,
        stem_html=frozen.html[frozen.item.stem],
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=frozen.html[stimulus.body] if stimulus else "",
    )


def _of_product(work: Work, piece: WrittenPieceRow) -> Task:
    product = work.session.get_one(ProductRow, piece.product_id)
    encounter = work.session.get_one(EncounterRow, product.encounter_id)
    scenario = get_script(work, encounter.scenario_revision_id)
    material = next(each for each in scenario.materials if each.id == product.product)
    texts = criterion_texts(work, piece.exam_id)
    return Task(
        language=scenario.about.language,
        guide=guide_of(scenario, piece.criteria, texts),
        title=material.title,
        card=material.text,
        hints=hints_of(scenario),
    )
