"""A wrong key found after an exam: another key, or the item counted as right for everybody (P7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from exam_server.core.bank import Item, Scoring
from exam_server.core.scoring import Mark, is_right, mark, maximum
from exam_server.core.sufficiency import Judged
from exam_server.core.text import Text, text

REKEYED = ("single_choice", "true_false", "multiple_response", "numeric", "short_text")
CHOOSE_ONE = ("single_choice", "true_false")


@dataclass(frozen=True)
class Ruling:
    """What counts as right of one item revision from now on: options by id, or whatever anybody gave."""

    keys: tuple[str, ...] = ()
    everybody: bool = False


def refuse_ruling(item: Item, ruling: Ruling) -> Text | None:
    """Why a ruling can't be carried out; None where it can."""
    if ruling.everybody:
        return text("Name no key where the item counts as right for everybody.") if ruling.keys else None
    if item.kind not in REKEYED:
        return text("This kind of item has no key that can be exchanged; it can count as right for everybody.")
    if item.scoring.mapping:
        return text("The item gives partial credit by a mapping; it can count as right for everybody.")
    if not ruling.keys or not set(ruling.keys) <= {option.id for option in item.options}:
        return text("Choose at least one option of the item.")
    if set(ruling.keys) == {option.id for option in item.options if option.key}:
        return text("That's the key as it is.")
    return None


def apply_ruling(item: Item, ruling: Ruling) -> Item:
    """The item as it's marked under a ruling that `refuse_ruling` allows and that names keys.

    Where one option is chosen, each of several keys is right; of a multiple response they are right together.
    """
    options = tuple(replace(option, key=option.id in ruling.keys) for option in item.options)
    each_right = item.kind in CHOOSE_ONE and len(ruling.keys) > 1
    scoring = (
        replace(item.scoring, mapping=dict.fromkeys(ruling.keys, _most(item.scoring))) if each_right else item.scoring
    )
    return replace(item, options=options, scoring=scoring)


def _most(scoring: Scoring) -> float:
    return 1.0 if scoring.upper is None else scoring.upper


def mark_under(item: Item, response: object, ruling: Ruling | None) -> tuple[Mark, bool]:
    """The mark of a response and whether it's right, under the ruling on the item's revision if there is one."""
    if ruling is None:
        made = mark(item, response)
        return made, is_right(item, made)
    if ruling.everybody:
        return Mark(maximum(item), maximum(item), "marked", "match"), True
    ruled = apply_ruling(item, ruling)
    made = mark(ruled, response)
    return made, is_right(ruled, made)


def turned(before: Mapping[str, Judged], after: Mapping[str, Judged]) -> dict[str, tuple[Judged | None, Judged | None]]:
    """The criteria whose verdict is another one after than before, with both."""
    codes: Iterable[str] = sorted(before.keys() | after.keys())
    return {code: (before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)}
