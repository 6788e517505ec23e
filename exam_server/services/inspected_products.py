"""What a candidate wrote in their simulations, as an inspection shows it: their words, and whether those counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exam_server.core.case import Verdict
from exam_server.core.simulation.products import products_of
from exam_server.services.case import CaseView
from exam_server.services.products import SOURCE
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.store import written as store
from exam_server.store.tables import EncounterRow, ProductRow


@dataclass(frozen=True)
class InspectedProduct:
    """A text with what its readings came to by criterion at the release (P7); open: it waited for a reader then.

    Without verdicts it counted for nothing: it was never `taken_in`, or its stage is about other criteria.
    """

    title: str
    language: str
    words: str
    taken_in: bool
    verdicts: Mapping[str, Verdict]


def list_inspected_products(work: Work, view: CaseView) -> Iterator[InspectedProduct]:
    """The texts of the case's released simulations, those of one simulation together; anchors and markers stay away."""
    for product, encounter in store.list_released_products(work.session, view.id):
        yield _inspected(work, view, product, encounter)


def _inspected(work: Work, view: CaseView, product: ProductRow, encounter: EncounterRow) -> InspectedProduct:
    scenario = get_script(work, encounter.scenario_revision_id)
    titles = {each.id: each.title for each in products_of(scenario)}
    return InspectedProduct(
        titles.get(product.product, product.product),
        scenario.about.language,
        product.words,
        product.taken_in_at is not None,
        {
            record.criterion: record.verdict
            for row in view.rows
            for record in row.evidence
            if (record.source_kind, record.source_id) == (SOURCE, str(product.id))
        },
    )
