"""Pools and blueprints, made up and drawn at random, and what every form of them has to keep."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell, PoolItem, TestForm, in_cell

CODES = [f"{number}{letter}{place}" for number in (1, 2) for letter in "AB" for place in (1, 2, 3)]


def plain_pool(per_code: int = 5) -> list[PoolItem]:
    """Items that differ only in criterion, difficulty and time."""
    return [
        PoolItem(
            id=f"q-{code.lower()}-{place}",
            revision="r1",
            kind="single_choice",
            criteria=(code,),
            difficulty=0.5 + 0.05 * place,
            seconds=50 + 5 * place,
            option_ids=("a", "b", "c", "d"),
        )
        for code in CODES
        for place in range(per_code)
    ]


def plain_blueprint(per_code: int = 3) -> Blueprint:
    cells = tuple(Cell(f"c-{code}", criterion=code, minimum=per_code, maximum=per_code) for code in CODES)
    return Blueprint("plain", "Plain", minutes=60, total=per_code * len(CODES), cells=cells, difficulty_band=0.03)


@st.composite
def pools(draw: st.DrawFn) -> list[PoolItem]:
    """Pools with shared criteria, enemies and stimuli."""
    ids = [f"i{number:02}" for number in range(draw(st.integers(8, 40)))]
    return [
        PoolItem(
            id=each,
            revision=draw(st.sampled_from(["r1", "r2"])),
            kind=draw(st.sampled_from(["single_choice", "true_false", "matching"])),
            criteria=tuple(draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True))),
            level=draw(st.sampled_from(["remember", "apply", "analyse"])),
            difficulty=draw(st.integers(20, 98)) / 100,
            seconds=draw(st.integers(20, 150)),
            enemies=tuple(draw(st.lists(st.sampled_from(ids), max_size=1))) if draw(st.booleans()) else (),
            stimulus=draw(st.sampled_from(["", "", "", "", "s1", "s2"])),
            option_ids=("a", "b", "c"),
        )
        for each in ids
    ]


@st.composite
def planted(draw: st.DrawFn) -> tuple[Blueprint, list[PoolItem]]:
    """A blueprint that a hidden form meets, so that refusing it would be wrong."""
    pool = [replace(item, enemies=tuple(e for e in item.enemies if e != item.id)) for item in draw(pools())]
    hidden: list[PoolItem] = []
    for item in draw(st.permutations(pool)):
        unit = [other for other in pool if other.stimulus == item.stimulus] if item.stimulus else [item]
        if item not in hidden and len(hidden) < 12 and not enemies_among([*hidden, *unit]):
            hidden += unit
    cells = []
    for number in range(draw(st.integers(1, 6))):
        cell = Cell(
            f"cell-{number}",
            set=draw(st.sampled_from([None, 1, 2])),
            outcome=draw(st.sampled_from([None, None, "1A", "2B"])),
            level=draw(st.sampled_from([None, "apply", "analyse"])),
            kind=draw(st.sampled_from([None, None, "matching"])),
        )
        inside = sum(in_cell(cell, item) for item in hidden)
        slack = draw(st.integers(0, 2))
        cells.append(replace(cell, minimum=max(0, inside - slack), maximum=inside + slack))
    minutes = -(-sum(item.seconds for item in hidden) // 60) + draw(st.integers(0, 3))
    return Blueprint("hidden", "Hidden", minutes, len(hidden), tuple(cells), difficulty_band=0.05), pool


def enemies_among(items: Sequence[PoolItem]) -> bool:
    ids = {item.id for item in items}
    return any(not ids.isdisjoint(item.enemies) for item in items)


def assert_sound(
    blueprint: Blueprint, pool: Sequence[PoolItem], forms: Sequence[TestForm], target_facility: float
) -> None:
    by_id = {item.id: item for item in pool}
    for form in forms:
        items = [by_id[item.id] for item in form.items]
        assert len(items) == len({item.id for item in items}) == blueprint.total
        for cell in blueprint.cells:
            inside = sum(in_cell(cell, item) for item in items)
            assert cell.minimum <= inside <= (blueprint.total if cell.maximum is None else cell.maximum), cell
        assert not enemies_among(items)
        for stimulus in {item.stimulus for item in items} - {""}:
            assert {i.id for i in items if i.stimulus == stimulus} == {i.id for i in pool if i.stimulus == stimulus}
            places = [place for place, item in enumerate(items) if item.stimulus == stimulus]
            assert places == list(range(places[0], places[0] + len(places)))
        assert form.expected_seconds == sum(item.seconds for item in items) <= blueprint.minutes * 60
        mean = sum(item.difficulty for item in items) / len(items)
        assert form.expected_facility == pytest.approx(mean, abs=1e-4)
        assert abs(mean - target_facility) <= blueprint.difficulty_band + 2e-4
        assert all(str(item.reason) for item in form.items)
