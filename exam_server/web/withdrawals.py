"""Withdrawals in words, and how far they are, for whichever room shows them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from exam_server.core.text import Text, text
from exam_server.services.exam import get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.withdrawing import Order, Outcome, list_orders
from exam_server.services.work import Work

Shown = dict[str, Any]
"""What `_parts/orders.html` shows: it asks for itself anew while an order waits."""


def orders_at_exam(work: Work, exam_id: UUID) -> Shown:
    """The withdrawals from the bank of an exam, for the exam's page. Raises NotFound."""
    orders = list_orders(work, qualification_of(work, exam_id))
    again = url_for("office.show_orders", exam_id=exam_id)
    return _shown(orders, again, url_for("office.show_exam", exam_id=exam_id, _anchor="draw"))


def qualification_of(work: Work, exam_id: UUID) -> str:
    """The code of the qualification whose bank an exam draws from. Raises NotFound."""
    return get_edition(work, get_exam(work, exam_id).edition_id).code


def orders_of_item(work: Work, qualification: str, code: str) -> Shown:
    """The withdrawals of an item, for the item's page."""
    orders = list_orders(work, qualification, code)
    again = url_for("author.show_orders", code=code, qualification=qualification)
    return _shown(orders, again, url_for("author.show_item", code=code, qualification=qualification))


def _shown(orders: Sequence[Order], again: str, page: str) -> Shown:
    return {"orders": orders, "orders_again": again, "orders_page": page, "told_of": tell_outcome}


def tell_outcome(outcome: Outcome) -> list[Text]:
    if outcome.refused:
        return list(outcome.refused)
    if not outcome.effects:
        return [text("The item is out of use. No frozen form had it.")]
    told = [
        text(
            "{title}: forms changed: {changed}; forms already begun that keep the item: {kept}.",
            title=each.title,
            changed=_listed(each.changed),
            kept=_listed(each.kept),
        )
        for each in outcome.effects
    ]
    again = text("Print the paper copies of the changed forms anew.")
    return [*told, again] if any(each.changed for each in outcome.effects) else told


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "–"
