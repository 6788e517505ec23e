"""The shipped bank keeps what an awarding body was promised: numbers, no findings, no cues, forms from every blueprint."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from exam_server.core.assembly import Draw, draw_forms, in_cell, in_pool, pool_item
from exam_server.core.bank import Item
from exam_server.core.coverage import asked_of, shared_items
from exam_server.core.testwise import play
from tests.shipped import FOLDER, shipped_bank, shipped_blueprint, shipped_plan, shipped_qualification

pytestmark = pytest.mark.xdist_group("shipped bank")
NAMES = ("full", "practice", "set-1", "set-2", "set-3")
SEATS, SPARES = 60, 5
SEEDS = ("one", "two", "three")
SHORT = ("single_choice", "true_false")


def items() -> tuple[Item, ...]:
    return shipped_bank().bank.items


@cache
def draws_of(name: str) -> tuple[Draw, ...]:
    blueprint = shipped_blueprint(name)
    pool = [pool_item(item, "") for item in items() if in_pool(blueprint, item)]
    return tuple(draw_forms(blueprint, pool, seed, SEATS + SPARES) for seed in SEEDS)


def test_it_has_no_finding() -> None:
    assert [f"{each.place}:{each.line}: {each.message}" for each in shipped_bank().problems] == []


def test_every_criterion_of_the_theory_test_has_twelve_items_and_every_other_three_for_practice() -> None:
    ready, practice = (
        Counter(code for item in items() if item.practice == given_away for code in item.criteria)
        for given_away in (False, True)
    )
    for code in shipped_qualification().codes():
        if asked_of(shipped_plan(), code):
            assert ready[code] >= 12, code
        else:
            assert (ready[code], practice[code] >= 3) == (0, True), code


def test_it_has_as_many_items_of_each_kind_and_level_as_were_asked_for() -> None:
    kinds, levels = Counter(item.kind for item in items()), Counter(item.level for item in items())
    assert len(items()) >= 360
    assert kinds["multiple_response"] >= 50 and kinds["matching"] >= 30 and kinds["ordering"] >= 20
    assert kinds["inline_choice"] + kinds["gap_text"] >= 20 and kinds["extended_text"] >= 15
    assert min(kinds["numeric"], kinds["short_text"], kinds["true_false"]) >= 1
    assert levels["remember"] <= 0.3 * len(items())
    assert levels["apply"] + levels["analyse"] >= 0.4 * len(items())


def test_at_least_twelve_cases_are_shared_by_three_items_each() -> None:
    shared = Counter(item.stimulus for item in items() if item.stimulus)
    assert set(shared) == {each.id for each in shipped_bank().bank.stimuli}
    assert len(shared) >= 12 and set(shared.values()) == {3}


def test_nobody_has_sat_it_every_item_names_a_source_and_every_part_says_why() -> None:
    used = {source for item in items() for source in item.sources}
    assert {item.status for item in items()} == {"pilot"} and all(item.sources for item in items())
    assert used <= {each.id for each in shipped_bank().bank.sources}
    for item in items():
        parts = (*item.options, *item.pairs, *(option for gap in item.gaps for option in gap.options))
        assert all(part.rationale for part in parts), item.id


def test_no_strategy_that_reads_nothing_pays() -> None:
    outcomes = play(items())
    assert {outcome.verdict for outcome in outcomes} == {"within"}
    assert all(abs(outcome.difference) <= 0.02 for outcome in outcomes)


@pytest.mark.parametrize("name", NAMES)
def test_a_blueprint_fills_sixty_forms_and_spares_within_its_time_and_band(name: str) -> None:
    blueprint = shipped_blueprint(name)
    for drawn in draws_of(name):
        assert len(drawn.forms) == SEATS + SPARES
        assert len({form.digest for form in drawn.forms}) == SEATS + SPARES
        for form in drawn.forms:
            assert len({item.id for item in form.items}) == blueprint.total
            assert abs(form.expected_facility - drawn.target_facility) <= 0.03 + 1e-4
            assert form.expected_seconds <= 60 * blueprint.minutes


@pytest.mark.parametrize("name", NAMES)
def test_neighbours_share_at_most_a_third_of_their_items(name: str) -> None:
    most = max(shared_items(*pair) for drawn in draws_of(name) for pair in pairwise(drawn.forms))
    assert 3 * most <= shipped_blueprint(name).total


@pytest.mark.parametrize("name", NAMES)
def test_short_items_of_the_same_cells_are_used_evenly(name: str) -> None:
    """Written responses take long and shared cases come whole: the time lets them into fewer forms."""
    blueprint = shipped_blueprint(name)
    asking = [cell for cell in blueprint.cells if cell.criterion or cell.set]
    rows = [pool_item(item, "") for item in items() if in_pool(blueprint, item) and item.kind in SHORT]
    short = [row.id for row in rows if not row.stimulus and any(in_cell(cell, row) for cell in asking)]
    for drawn in draws_of(name):
        used = Counter(item.id for form in drawn.forms for item in form.items)
        uses = [used[id] for id in short]
        assert max(uses) <= 1.5 * min(uses), (min(uses), max(uses))


def test_the_practice_test_gives_its_items_time_to_spare_and_takes_nothing_that_an_exam_asks() -> None:
    blueprint = shipped_blueprint("practice")
    assert (blueprint.total, blueprint.pool) == (20, "practice")
    forms = [form for draw in draws_of("practice") for form in draw.forms]
    assert max(form.expected_seconds for form in forms) <= 0.95 * 60 * blueprint.minutes
    drawn = {item.id for form in forms for item in form.items}
    assert drawn <= {item.id for item in items() if item.practice}


def test_the_full_test_asks_what_the_plan_wants_of_every_criterion() -> None:
    wanted = {code: asked for code in shipped_qualification().codes() if (asked := asked_of(shipped_plan(), code))}
    for form in draws_of("full")[0].forms[:5]:
        assert Counter(code for item in form.items for code in item.criteria) == wanted


def test_its_readme_counts_it_rightly() -> None:
    words = (FOLDER / "README.md").read_text(encoding="utf-8")
    practice = sum(item.practice for item in items())
    assert f"Razem {len(items())}: {len(items()) - practice} do testu teoretycznego" in words
    assert f"i {practice} do ćwiczeń" in words
    for name, kind in {
        "jednokrotny wybór": "single_choice",
        "prawda/fałsz": "true_false",
        "kolejność": "ordering",
    }.items():
        assert re.search(rf"\| {name} \| {sum(item.kind == kind for item in items())} \|", words), name
