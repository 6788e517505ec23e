"""A frozen form as its candidate may see it, and the shapes that responses to it must have."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.bank import Item, Stimulus
from exam_server.core.delivery import PresentedItem, ResponseShape, item_code, present
from exam_server.services.bank import ItemRevision, StimulusRevision, get_revisions, get_stimuli
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import TestFormRow


@dataclass(frozen=True)
class FrozenItem:
    """An item of a form with the order in which this form shows its options, its HTML, and the case it hangs on."""

    position: int
    item: Item
    revision_id: UUID
    drawn: tuple[str, ...]
    html: Mapping[str, str]
    stimulus: Stimulus | None = None


def list_frozen_items(work: Work, form_id: UUID) -> list[FrozenItem]:
    """The items of a form with everything, for marking; never for a candidate's page."""
    return _list_frozen(work, [work.session.get_one(TestFormRow, form_id)])[form_id]


def _list_frozen(work: Work, forms: Sequence[TestFormRow]) -> dict[UUID, list[FrozenItem]]:
    """Several forms share most of their items: each is read once."""
    entries = [entry for form in forms for entry in form.items]
    items = get_revisions(work, {UUID(entry["revision"]) for entry in entries})
    stimuli = get_stimuli(work, {UUID(entry["stimulus"]) for entry in entries if entry["stimulus"]})
    return {
        form.id: [
            _frozen(position, entry, items[UUID(entry["revision"])], stimuli)
            for position, entry in enumerate(form.items, start=1)
        ]
        for form in forms
    }


def _frozen(
    position: int, entry: Mapping[str, Any], revision: ItemRevision, stimuli: Mapping[UUID, StimulusRevision]
) -> FrozenItem:
    shared = stimuli[UUID(entry["stimulus"])] if entry["stimulus"] else None
    return FrozenItem(
        position=position,
        item=revision.item,
        revision_id=UUID(entry["revision"]),
        drawn=tuple(entry["options"]),
        html={**revision.html, **(shared.html if shared else {})},
        stimulus=shared.stimulus if shared else None,
    )


def present_form(work: Work, sitting_id: UUID) -> tuple[PresentedItem, ...]:
    """The sitting's items as its candidate sees them."""
    return present_items(work, get_row(work, sitting_id).test_form_id)


def shapes_of(work: Work, sitting_id: UUID) -> tuple[str, tuple[ResponseShape, ...]]:
    """The digest of a sitting's form, and what responses to its items must look like; the work joins the sitting's
    organisation.
    """
    row = get_row(work, sitting_id)
    work.organisation_id = row.organisation_id
    return row.form_digest, tuple(item.shape for item in present_items(work, row.test_form_id))


def list_forms_ahead(work: Work) -> list[tuple[str, UUID]]:
    """Digest and id of every form that somebody may sit today, in whichever organisation."""
    return [(digest, form_id) for digest, form_id in store.list_forms_ahead(work.session)]


def present_items(work: Work, form_id: UUID) -> tuple[PresentedItem, ...]:
    """The items of a frozen form as its candidate sees them."""
    return present_forms(work, [form_id])[form_id]


def present_forms(work: Work, form_ids: Collection[UUID]) -> dict[UUID, tuple[PresentedItem, ...]]:
    """The items of several frozen forms, by form."""
    forms = store.list_forms_by_id(work.session, form_ids)
    return {form_id: tuple(map(_present, frozen)) for form_id, frozen in _list_frozen(work, forms).items()}


def _present(frozen: FrozenItem) -> PresentedItem:
    code = item_code(str(frozen.revision_id))
    return present(frozen.item, frozen.drawn, frozen.html.__getitem__, frozen.position, frozen.stimulus, code)
