"""Statistics that are kept: whoever changes markings asks for new ones, and the server's upkeep measures the bank."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from exam_server.core.psychometrics import TRAITS, Estimate, Result, traits_of
from exam_server.services.sitting_figures import keep_older, keep_sittings
from exam_server.services.statistics import Measured, measure_bank
from exam_server.services.work import Work
from exam_server.store import figures as store
from exam_server.store.exposure import list_items_of
from exam_server.store.shelf import Shelf
from exam_server.store.tables import EditionRow, FiguresDueRow

Values = Mapping[str, Any]


def follow_markings(work: Work, qualification: str, sittings: Sequence[UUID]) -> None:
    """Markings of these sittings change with this transaction: if what they gave does, the bank is measured soon."""
    if keep_sittings(work, sittings):
        ask_for_figures(work, qualification)


def ask_for_figures(work: Work, qualification: str) -> None:
    """What a bank's statistics rest on changes with this transaction: it's measured soon after it."""
    row = FiguresDueRow(id=work.new_id(), organisation_id=work.organisation_id, qualification=qualification)
    work.session.add(row)


def bank_of(work: Work, edition_id: UUID) -> str:
    """The qualification whose items an edition's exams hold."""
    return work.session.get_one(EditionRow, edition_id).code


def refresh_figures(work: Work) -> bool:
    """A step towards the figures of the bank that has waited longest, of any organisation.

    First what its older sittings gave is kept, some of them a step; then it's measured. False where none waits, or
    while a room sits: the steps take the processor, which its saves would feel. All is read and computed before the
    lane of writers is entered; what is asked for meanwhile waits for the next turn.
    """
    due = store.list_due(work.session)
    if not due or store.is_anybody_sitting(work.session):
        return False
    shelf = Shelf(due[0].organisation_id, due[0].qualification)
    asked = [each.id for each in due if (each.organisation_id, each.qualification) == shelf]
    work.organisation_id = shelf.organisation_id
    if not keep_older(work, shelf.qualification):
        _measure(work, shelf, asked)
    return True


def _measure(work: Work, shelf: Shelf, asked: Sequence[UUID]) -> None:
    found = _values(work, measure_bank(work, shelf.qualification))
    work.record()
    if store.take_due(work.session, asked):
        store.replace_figures(work.session, shelf, [{**each, "measured_at": work.now} for each in found])
        work.note("bank.figures.measured", revisions=len(found))


def _values(work: Work, measured: Sequence[Measured]) -> list[Values]:
    items = list_items_of(work.session, [each.revision_id for each in measured])
    own = {"organisation_id": work.organisation_id}
    return [{**own, "item_id": items[each.revision_id], **_figures(each)} for each in measured]


def _figures(measured: Measured) -> Values:
    found = measured.statistics
    traits = traits_of(found.facility, found.discrimination, measured.suspicions)
    return {
        "revision_id": measured.revision_id,
        "sittings": found.count,
        "exams": measured.exams,
        **_bounded("facility", found.facility),
        **_bounded("discrimination", found.discrimination),
        "suspicions": list(measured.suspicions),
        **{trait: trait in traits for trait in TRAITS},
    }


def _bounded(name: str, result: Result | None) -> Values:
    values = (result.value, result.low, result.high) if isinstance(result, Estimate) else (None, None, None)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
