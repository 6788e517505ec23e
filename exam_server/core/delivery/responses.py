"""Responses in positions, as a candidate's page gives them: their shape per kind, and whether they say anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from exam_server.core.bank import LONGEST_TYPED, Kind
from exam_server.core.text import Text, text

Response = int | str | list[int] | list[int | None] | list[str | None] | None

LONGEST_TEXT = LONGEST_TYPED["extended_text"]


@dataclass(frozen=True)
class ResponseShape:
    """What a response to an item must look like.

    `options` counts the choices (the right-hand side in matching, the things to be ordered), `gaps` those of each gap
    in the order of the stem: 0 where the gap is typed. `maximum_length` holds for each typed text.
    """

    kind: Kind
    options: int = 0
    lefts: int = 0
    maximum_length: int = LONGEST_TEXT
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A response in its normal form, or why it's refused."""

    response: Response
    why: Text | None = None


def check_response(shape: ResponseShape, value: object) -> Checked:
    """Check a JSON value against the item's shape; positions count from 1, as on the page.

    single_choice, true_false: int | null. multiple_response: sorted list[int]. matching: for each left-hand side
    the position of its right-hand side or null. ordering: every position once, in the given order, or nothing.
    gap_text, inline_choice: for each gap the text, or the position of a choice, or null. numeric, short_text,
    extended_text: str.
    """
    return CHECKS.get(shape.kind, _check_choice)(shape, value)


def is_given(response: Response) -> bool:
    """Whether a response says anything: a cleared one doesn't."""
    if isinstance(response, list):
        return any(map(_says_something, response))
    return _says_something(response)


def _says_something(value: int | str | None) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _check_choice(shape: ResponseShape, value: object) -> Checked:
    if value is None or _is_position(value, shape.options):
        return Checked(value)
    return _refused(text("The response has to be the position of an option, or nothing."))


def _check_text(shape: ResponseShape, value: object) -> Checked:
    if not isinstance(value, str):
        return _refused(text("The response has to be a text."))
    return _too_long(shape) if len(value) > shape.maximum_length else Checked(value)


def _check_choices(shape: ResponseShape, value: object) -> Checked:
    if not isinstance(value, list):
        return _refused(text("The response has to be a list of positions of options."))
    chosen = [entry for entry in value if _is_position(entry, shape.options)]
    if len(chosen) != len(value):
        return _refused(text("The response has to be a list of positions of options."))
    return Checked(sorted(set(chosen)))


def _check_matching(shape: ResponseShape, value: object) -> Checked:
    if isinstance(value, list) and len(value) == shape.lefts:
        matched = [entry for entry in value if entry is None or _is_position(entry, shape.options)]
        if len(matched) == len(value):
            return Checked(matched)
    return _refused(text("The response has to give a position, or nothing, for each left-hand side."))


def _check_order(shape: ResponseShape, value: object) -> Checked:
    entries = [] if value is None else value
    if isinstance(entries, list):
        order = [entry for entry in entries if _is_position(entry, shape.options)]
        if len(order) == len(entries) and sorted(order) in ([], list(range(1, shape.options + 1))):
            return Checked(order)
    return _refused(text("The response has to give every position once, in order, or nothing."))


def _check_chosen_gaps(shape: ResponseShape, value: object) -> Checked:
    if isinstance(value, list) and len(value) == len(shape.gaps):
        counted = zip(value, shape.gaps, strict=True)
        chosen = [entry for entry, choices in counted if entry is None or _is_position(entry, choices)]
        if len(chosen) == len(value):
            return Checked(chosen)
    return _refused(text("The response has to give the position of a choice, or nothing, for each gap."))


def _check_typed_gaps(shape: ResponseShape, value: object) -> Checked:
    if not isinstance(value, list) or len(value) != len(shape.gaps):
        return _refused(text("The response has to give a text, or nothing, for each gap."))
    typed = [entry for entry in value if entry is None or isinstance(entry, str)]
    if len(typed) != len(value):
        return _refused(text("The response has to give a text, or nothing, for each gap."))
    if any(len(entry or "") > shape.maximum_length for entry in typed):
        return _too_long(shape)
    return Checked([entry if entry and entry.strip() else None for entry in typed])


def _is_position(value: object, count: int) -> TypeGuard[int]:
    # JSON's true would pass as 1.
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= count


def _too_long(shape: ResponseShape) -> Checked:
    return _refused(text("The text is longer than {maximum} characters.", maximum=shape.maximum_length))


def _refused(why: Text) -> Checked:
    return Checked(None, why)


CHECKS: Mapping[Kind, Callable[[ResponseShape, object], Checked]] = {
    "multiple_response": _check_choices,
    "matching": _check_matching,
    "ordering": _check_order,
    "gap_text": _check_typed_gaps,
    "inline_choice": _check_chosen_gaps,
    "numeric": _check_text,
    "short_text": _check_text,
    "extended_text": _check_text,
}
