"""A frozen form as its candidate may see it, and the shapes that responses to it must have."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
    (frozen,) = _list_frozen(work, [work.session.get_one(TestFormRow, form_id)])
    return frozen


def _list_frozen(work: Work, forms: Sequence[TestFormRow]) -> Iterator[list[FrozenItem]]:
    """The items of each form in turn. Forms share most of their items: each is read once, before the first."""
    entries = [entry for form in forms for entry in form.items]
    revisions = {entry["revision"]: UUID(entry["revision"]) for entry in entries}
    stimuli = {entry["stimulus"]: UUID(entry["stimulus"]) for entry in entries if entry["stimulus"]}
    read, shared = get_revisions(work, revisions.values()), get_stimuli(work, stimuli.values())
    by_revision = {text: (revision_id, read[revision_id]) for text, revision_id in revisions.items()}
    by_stimulus = {text: shared[stimulus_id] for text, stimulus_id in stimuli.items()}
    for form in forms:
        yield [
            _frozen(position, entry, *by_revision[entry["revision"]], by_stimulus.get(entry["stimulus"]))
            for position, entry in enumerate(form.items, start=1)
        ]


def _frozen(
    position: int, entry: Mapping[str, Any], revision_id: UUID, revision: ItemRevision, shared: StimulusRevision | None
) -> FrozenItem:
    return FrozenItem(
        position=position,
        item=revision.item,
        revision_id=revision_id,
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
    return tuple(map(_present, list_frozen_items(work, form_id)))


def present_forms(work: Work, form_ids: Collection[UUID]) -> Iterator[tuple[str, tuple[PresentedItem, ...]]]:
    """Digest and items of several frozen forms, one after the other."""
    forms = store.list_forms_by_id(work.session, form_ids)
    for form, frozen in zip(forms, _list_frozen(work, forms), strict=True):
        yield form.digest, tuple(map(_present, frozen))


def _present(frozen: FrozenItem) -> PresentedItem:
    code = item_code(str(frozen.revision_id))
    return present(frozen.item, frozen.drawn, frozen.html.__getitem__, frozen.position, frozen.stimulus, code)
