"""Responses in positions, as a candidate's page gives them: their shape per kind, and the way back to authored ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from exam_server.core.bank import Kind
from exam_server.core.text import Text, text

Response = int | str | list[int] | list[int | None] | None
Authored = str | list[str] | dict[str, str] | None

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class ResponseShape:
    """What a response to an item must look like. `options` counts the choices (the right-hand side in matching)."""

    kind: Kind
    options: int = 0
    lefts: int = 0
    maximum_length: int = LONGEST_TEXT


@dataclass(frozen=True)
class Checked:
    """A response in its normal form, or why it's refused."""

    response: Response
    why: Text | None = None


def check_response(shape: ResponseShape, value: object) -> Checked:
    """Check a JSON value against the item's shape; positions count from 1, as on the page.

    single_choice, true_false: int | null. multiple_response: sorted list[int]. matching: for each left-hand side
    the position of its right-hand side or null. extended_text: str.
    """
    if shape.kind == "extended_text":
        return _check_text(shape, value)
    if shape.kind == "multiple_response":
        return _check_choices(shape, value)
    if shape.kind == "matching":
        return _check_matching(shape, value)
    if value is None or _is_position(value, shape.options):
        return Checked(value)
    return _refused(text("The response has to be the position of an option, or nothing."))


def is_given(response: Response) -> bool:
    """Whether a response says anything: a cleared one doesn't."""
    if isinstance(response, str):
        return bool(response.strip())
    if isinstance(response, list):
        return any(position is not None for position in response)
    return response is not None


def to_authored(kind: Kind, drawn: Sequence[str], value: Response, lefts: Sequence[str] = ()) -> Authored:
    """A checked response in authored ids, for scoring. `drawn` holds the option ids (matching: the right-hand pair
    ids) in the order in which this candidate saw them, `lefts` the left-hand pair ids in theirs.

    single_choice, true_false: id or None; multiple_response: ids; matching: left-hand pair id → right-hand pair id of
    what was matched; extended_text: the text. A missing response gives the kind's empty one.
    """
    if kind == "extended_text":
        return value if isinstance(value, str) else ""
    if isinstance(value, list):
        if kind == "matching":
            return {
                left: drawn[position - 1] for left, position in zip(lefts, value, strict=True) if position is not None
            }
        return [drawn[position - 1] for position in value if position is not None]
    if kind == "multiple_response":
        return []
    if kind == "matching":
        return {}
    return drawn[value - 1] if isinstance(value, int) else None


def _check_text(shape: ResponseShape, value: object) -> Checked:
    if not isinstance(value, str):
        return _refused(text("The response has to be a text."))
    if len(value) > shape.maximum_length:
        return _refused(text("The text is longer than {maximum} characters.", maximum=shape.maximum_length))
    return Checked(value)


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


def _is_position(value: object, count: int) -> TypeGuard[int]:
    # JSON's true would pass as 1.
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= count


def _refused(why: Text) -> Checked:
    return Checked(None, why)
