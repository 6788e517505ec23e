"""A frozen form as its candidate may see it, and the shapes that responses to it must have."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from exam_server.core.bank import Item, Stimulus
from exam_server.core.delivery import PresentedItem, ResponseShape, item_code, present
from exam_server.services.bank import ItemRevision, StimulusRevision, get_revisions, get_stimuli
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store.tables import TestFormRow

KEPT = 2500


@dataclass(frozen=True)
class FrozenItem:
    """An item of a form with the order in which this form shows its options, its HTML, and the case it hangs on."""

    position: int
    item: Item
    revision_id: UUID
    drawn: tuple[str, ...]
    html: Mapping[str, str]
    stimulus: Stimulus | None = None


_presented: OrderedDict[str, tuple[PresentedItem, ...]] = OrderedDict()
_guard = Lock()


def list_frozen_items(work: Work, form_id: UUID) -> list[FrozenItem]:
    """The items of a form with everything, for marking; never for a candidate's page."""
    form = work.session.get_one(TestFormRow, form_id)
    items = get_revisions(work, [UUID(entry["revision"]) for entry in form.items])
    stimuli = get_stimuli(work, [UUID(entry["stimulus"]) for entry in form.items if entry["stimulus"]])
    return [
        _frozen(position, entry, items[UUID(entry["revision"])], stimuli)
        for position, entry in enumerate(form.items, start=1)
    ]


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
    """The sitting's items as its candidate sees them; kept in memory by digest, since a form never changes."""
    row = get_row(work, sitting_id)
    with _guard:
        kept = _presented.get(row.form_digest)
    if kept is None:
        kept = _present(work, row.test_form_id)
        with _guard:
            _presented[row.form_digest] = kept
            while len(_presented) > KEPT:
                _presented.popitem(last=False)
    return kept


def shapes_of(work: Work, sitting_id: UUID) -> tuple[ResponseShape, ...]:
    """What responses to a sitting's items must look like; the work joins the sitting's organisation."""
    work.organisation_id = get_row(work, sitting_id).organisation_id
    return tuple(item.shape for item in present_form(work, sitting_id))


def _present(work: Work, form_id: UUID) -> tuple[PresentedItem, ...]:
    return tuple(
        present(
            frozen.item,
            frozen.drawn,
            frozen.html.__getitem__,
            frozen.position,
            frozen.stimulus,
            item_code(str(frozen.revision_id)),
        )
        for frozen in list_frozen_items(work, form_id)
    )
