"""What a withdrawn item leaves behind: forms that meet everything, and forms that nobody touched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from drawn_pools import assert_sound, plain_blueprint, plain_pool, planted
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exam_server.core.assembly import (
    Blueprint,
    Cell,
    NoSubstitute,
    PoolItem,
    TestForm,
    Withdrawal,
    draw_forms,
    form_digest,
    substitute,
)


def holding(forms: Sequence[TestForm], item: str) -> tuple[int, ...]:
    return tuple(form.number for form in forms if item in ids_of(form))


def ids_of(form: TestForm) -> list[str]:
    return [item.id for item in form.items]


def assert_only_places_of_the_item_changed(before: TestForm, after: TestForm, leaving: set[str]) -> None:
    """The others keep place and option order; what came stands together where the item and its stimulus stood."""
    assert len(after.items) == len(before.items)
    for old, new in zip(before.items, after.items, strict=True):
        assert (old == new) if old.id not in leaving else (new.id not in leaving)
    assert after.number == before.number
    assert after.digest == form_digest(after.items) != before.digest


def stands_in(
    blueprint: Blueprint, pool: Sequence[PoolItem], form: TestForm, out: str, come: PoolItem, target: float
) -> bool:
    """Whether one single item alone could have taken the place of another."""
    by_id = {item.id: item for item in pool}
    if come.id in ids_of(form) or come.stimulus or by_id[out].stimulus:
        return False
    items = [come if each == out else by_id[each] for each in ids_of(form)]
    drawn = tuple(replace(form.items[0], id=item.id) for item in items)
    mean, seconds = sum(item.difficulty for item in items) / len(items), sum(item.seconds for item in items)
    try:
        changed = replace(form, items=drawn, expected_facility=mean, expected_seconds=seconds)
        assert_sound(blueprint, pool, [changed], target)
    except AssertionError:
        return False
    # A hair outside the band is inside it for `assert_sound`, which allows for rounding.
    return abs(mean - target) <= blueprint.difficulty_band - 2e-4


@given(planted(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_substituted_form_meets_everything_and_a_form_without_the_item_is_untouched(
    case: tuple[Blueprint, list[PoolItem]], data: st.DataObject
) -> None:
    blueprint, pool = case
    assume(blueprint.total)
    result = draw_forms(blueprint, pool, "seed", 4)
    item = data.draw(st.sampled_from(sorted({each for form in result.forms for each in ids_of(form)})))
    begun = data.draw(st.sets(st.integers(1, 4), max_size=2))
    numbers = tuple(number for number in holding(result.forms, item) if number not in begun)
    withdrawal = Withdrawal(item, (item,), numbers)
    stimulus = next(each.stimulus for each in pool if each.id == item)
    leaving = {each.id for each in pool if each.stimulus == stimulus} if stimulus else {item}
    try:
        forms = substitute(blueprint, pool, "seed", result.forms, [withdrawal])
    except NoSubstitute as refusal:
        assert set(dict(refusal.lacking)) <= set(numbers)
        for form in (form for form in result.forms if form.number in dict(refusal.lacking)):
            assert not any(stands_in(blueprint, pool, form, item, each, result.target_facility) for each in pool)
        return
    assert_sound(blueprint, pool, forms, result.target_facility)
    assert forms == substitute(blueprint, pool[::-1], "seed", result.forms, [withdrawal])
    for before, after in zip(result.forms, forms, strict=True):
        if after.number in numbers:
            assert_only_places_of_the_item_changed(before, after, leaving)
        else:
            assert after is before


def test_substitutes_are_the_least_used_and_spread_over_the_forms() -> None:
    drawn = draw_forms(plain_blueprint(), plain_pool(9), "seed", 30).forms
    item = drawn[0].items[0]
    numbers = holding(drawn, item.id)
    forms = substitute(plain_blueprint(), plain_pool(9), "seed", drawn, [Withdrawal(item.id, (item.id,), numbers)])
    rivals = [each.id for each in plain_pool(9) if each.criteria == item.criteria and each.id != item.id]
    used = Counter(each for form in forms for each in ids_of(form) if each in rivals)
    assert max(used[each] for each in rivals) - min(used[each] for each in rivals) <= 2


def test_an_item_that_cannot_be_used_any_more_does_not_come_in() -> None:
    drawn = draw_forms(plain_blueprint(), plain_pool(), "seed", 6).forms
    spare = {"q-1a1-0", "q-1a1-1", "q-1a1-2", "q-1a1-3", "q-1a1-4"} - set(ids_of(drawn[0]))
    item = next(each for each in ids_of(drawn[0]) if each.startswith("q-1a1"))
    barred = sorted(spare)[0]
    (form, *_) = substitute(plain_blueprint(), plain_pool(), "seed", drawn, [Withdrawal(item, (item, barred), (1,))])
    assert set(ids_of(form)) & spare == spare - {barred}


def test_withdrawals_follow_one_another() -> None:
    blueprint, pool = plain_blueprint(), plain_pool()
    forms: Sequence[TestForm] = draw_forms(blueprint, pool, "seed", 8).forms
    target = draw_forms(blueprint, pool, "seed", 1).target_facility
    done: list[Withdrawal] = []
    for item in ("q-1a1-0", "q-1a1-3", "q-2b3-1"):
        gone = (*(each.item for each in done), item)
        done.append(Withdrawal(item, gone, holding(forms, item)))
        forms = substitute(blueprint, pool, "seed", forms, done)
        assert not any(holding(forms, each) for each in gone)
        assert_sound(blueprint, pool, forms, target)


def test_without_a_substitute_every_form_and_its_cells_are_named_and_nothing_is_given() -> None:
    pool = [item for item in plain_pool() if item.id not in ("q-1a1-3", "q-1a1-4")]
    drawn = draw_forms(plain_blueprint(), pool, "seed", 3).forms
    with pytest.raises(NoSubstitute) as caught:
        substitute(plain_blueprint(), pool, "seed", drawn, [Withdrawal("q-1a1-1", ("q-1a1-1",), (1, 3))])
    assert caught.value.lacking == ((1, ("c-1A1",)), (3, ("c-1A1",)))
    assert "1: c-1A1; 3: c-1A1" in str(caught.value.why)


def test_a_stimulus_leaves_whole_for_another_or_for_single_items_of_its_cells() -> None:
    pool = [
        replace(item, stimulus=f"case-{number}") if number < 2 else item
        for number, per_code in enumerate(zip(*[iter(plain_pool(6))] * 3, strict=True))
        for item in per_code
    ]
    blueprint = replace(plain_blueprint(), cells=(Cell("c-1A1", criterion="1A1", minimum=3, maximum=3),), total=12)
    drawn = draw_forms(blueprint, pool, "seed", 4).forms
    numbers = holding(drawn, "q-1a1-0")
    assert numbers
    gone = {"q-1a1-0", "q-1a1-1", "q-1a1-2"}
    forms = substitute(blueprint, pool, "seed", drawn, [Withdrawal("q-1a1-0", ("q-1a1-0",), numbers)])
    for form in forms:
        assert gone.isdisjoint(ids_of(form))
        assert {"q-1a1-3", "q-1a1-4", "q-1a1-5"} <= set(ids_of(form))


def test_the_place_in_line_hangs_on_the_seed() -> None:
    drawn = draw_forms(plain_blueprint(), plain_pool(9), "seed", 2).forms
    item = ids_of(drawn[0])[0]
    withdrawal = [Withdrawal(item, (item,), (1,))]
    made = {substitute(plain_blueprint(), plain_pool(9), seed, drawn, withdrawal)[0].digest for seed in "abcdefgh"}
    assert len(made) > 1
