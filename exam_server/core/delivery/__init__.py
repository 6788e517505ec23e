"""Delivery: a candidate's sitting from the waiting seat to the receipt, as pure functions."""

from exam_server.core.delivery.codes import check_code, item_code, normalise_code
from exam_server.core.delivery.presenting import PresentedItem, PresentedOption, lefts_of, offered, present, shown_texts
from exam_server.core.delivery.receipt import Receipt, receipt_digest
from exam_server.core.delivery.responses import (
    LONGEST_TEXT,
    Authored,
    Checked,
    Response,
    ResponseShape,
    check_response,
    is_given,
    to_authored,
)
from exam_server.core.delivery.saves import Save, SaveStatus, SittingResponses, StoredSave, fold_saves, judge_save
from exam_server.core.delivery.sitting import CLOSED, EVENTS, STATES, SittingEvent, SittingState, step
from exam_server.core.delivery.timing import Clock, TimeEvent, TimeState, fold_time, in_time

__all__ = [
    "CLOSED",
    "EVENTS",
    "LONGEST_TEXT",
    "STATES",
    "Authored",
    "Checked",
    "Clock",
    "PresentedItem",
    "PresentedOption",
    "Receipt",
    "Response",
    "ResponseShape",
    "Save",
    "SaveStatus",
    "SittingEvent",
    "SittingResponses",
    "SittingState",
    "StoredSave",
    "TimeEvent",
    "TimeState",
    "check_code",
    "check_response",
    "fold_saves",
    "fold_time",
    "in_time",
    "is_given",
    "item_code",
    "judge_save",
    "lefts_of",
    "normalise_code",
    "offered",
    "present",
    "receipt_digest",
    "shown_texts",
    "step",
    "to_authored",
]
