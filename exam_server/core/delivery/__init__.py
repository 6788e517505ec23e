"""Delivery: a candidate's sitting from the waiting seat to the receipt, as pure functions."""

from exam_server.core.delivery.breaks import BREAK, Breaks, fold_breaks
from exam_server.core.delivery.codes import check_code, item_code, normalise_code
from exam_server.core.delivery.compensation import CAUSE_WORDS, check_compensation, extra_seconds
from exam_server.core.delivery.endings import ENDING_WORDS, ending_event
from exam_server.core.delivery.outages import (
    RHYTHM,
    Interval,
    Outage,
    Silence,
    find_gaps,
    group_silences,
    lost_seconds,
    ran,
)
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
from exam_server.core.delivery.sitting import (
    CLOSED,
    EVENTS,
    MARKED,
    STATE_WORDS,
    STATES,
    TIMED,
    SittingEvent,
    SittingState,
    step,
)
from exam_server.core.delivery.timing import Clock, TimeEvent, TimeState, fold_time, in_time

__all__ = [
    "BREAK",
    "CAUSE_WORDS",
    "CLOSED",
    "ENDING_WORDS",
    "EVENTS",
    "LONGEST_TEXT",
    "MARKED",
    "RHYTHM",
    "STATES",
    "STATE_WORDS",
    "TIMED",
    "Authored",
    "Breaks",
    "Checked",
    "Clock",
    "Interval",
    "Outage",
    "PresentedItem",
    "PresentedOption",
    "Receipt",
    "Response",
    "ResponseShape",
    "Save",
    "SaveStatus",
    "Silence",
    "SittingEvent",
    "SittingResponses",
    "SittingState",
    "StoredSave",
    "TimeEvent",
    "TimeState",
    "check_code",
    "check_compensation",
    "check_response",
    "ending_event",
    "extra_seconds",
    "find_gaps",
    "fold_breaks",
    "fold_saves",
    "fold_time",
    "group_silences",
    "in_time",
    "is_given",
    "item_code",
    "judge_save",
    "lefts_of",
    "normalise_code",
    "lost_seconds",
    "offered",
    "present",
    "ran",
    "receipt_digest",
    "shown_texts",
    "step",
    "to_authored",
]
