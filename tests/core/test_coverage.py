"""Coverage and the changing of plans: what authors count on."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Status
from exam_server.core.coverage import ItemCount, cover_criteria, heat_map, wanted_by_criterion
from exam_server.core.plan import ItemsRight, MethodUse, Part, Plan, PlanLine, propose_plan, use
from exam_server.core.plan_editing import carry_plan, changed_lines, read_parts, write_parts
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification
from exam_server.core.words import fold, slug


def qualification(*texts: str) -> Qualification:
    criteria = tuple(Criterion(f"1A{number}", words) for number, words in enumerate(texts, 1))
    return Qualification("Woda", sets=(OutcomeSet(1, "Woda", 5, 10, True, (Outcome("1A", "Woda", criteria),)),))


@pytest.mark.parametrize(
    ("words", "folded"), [("Źdźbło  ŁĄKI", "zdzblo laki"), ("żółć", "zolc"), ("Łódź\n2", "lodz 2")]
)
def test_words_are_folded_without_diacritics(words: str, folded: str) -> None:
    assert fold(words) == folded


@given(st.text())
def test_folding_twice_changes_nothing(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@given(st.text())
def test_a_slug_is_safe_in_an_address(words: str) -> None:
    assert all(
        part.isascii() and part.isalnum() and part == part.lower() for part in slug(words).split("-") if slug(words)
    )


def test_only_items_that_may_be_drawn_cover_a_criterion() -> None:
    found = [
        ItemCount("1A1", "apply", "active", False, 1),
        ItemCount("1A1", "remember", "active", False, 1),
        *(ItemCount("1A1", "apply", status, False, 1) for status in get_args(Status) if status != "active"),
        ItemCount("1A1", "apply", "active", True, 1),
        ItemCount("1A2", "apply", "active", False, 1),
    ]
    asked = MethodUse("theory_test", ItemsRight(2, 4), "scoring")
    plan = Plan((PlanLine("1A1", (asked,)), PlanLine("1A2", (use("evidence_analysis"),))))
    first, second = cover_criteria(found, plan, qualification("omawia wodę", "nosi wodę"))
    assert (first.ready, first.asked, first.missing) == (3, 4, 1)
    assert first.by_status == {"active": 3, "pilot": 1, "draft": 1, "review": 1, "retired": 1}
    assert (second.ready, second.asked, second.missing) == (1, 0, 0)


def test_a_line_of_a_part_keeps_its_letter_and_new_lines_get_free_ones() -> None:
    parts = read_parts("b) druga\n\nnowa\n  b) powtórzona \nomawia (np. wodę) i sól")
    assert [part.id for part in parts] == ["b", "a", "c", "d"]
    assert parts[3].text == "omawia (np. wodę) i sól"


PART_IDS = st.lists(st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True), unique=True, max_size=6)


@given(PART_IDS, st.data())
def test_parts_written_out_and_read_back_are_the_same(ids: list[str], data: st.DataObject) -> None:
    words = st.text(st.characters(categories=("L", "N")), min_size=1)
    parts = tuple(Part(name, data.draw(words)) for name in ids)
    assert read_parts(write_parts(parts)) == parts


def test_a_new_edition_keeps_the_lines_of_criteria_that_stayed() -> None:
    before, after = qualification("omawia wodę", "nosi wodę"), qualification("omawia wodę", "nosi ciężką wodę", "pije")
    lines = tuple(replace(line, interpretation="moja") for line in propose_plan(before).lines)
    carried = carry_plan(Plan(lines), before, after)
    assert [line.interpretation for line in carried.lines] == ["moja", "", ""]
    assert changed_lines(carried, propose_plan(after)) == ("1A1",)


def test_a_method_that_the_new_form_forbids_is_not_carried_over() -> None:
    before = qualification("omawia wodę")
    after = replace(before, methods=("theory_test",))
    plan = Plan((PlanLine("1A1", (use("theory_test"), use("evidence_analysis"))),))
    assert carry_plan(plan, before, after).lines[0].methods == ("theory_test",)


def test_a_heat_map_counts_by_level_what_may_be_drawn_beside_what_a_form_asks_for() -> None:
    found = [
        ItemCount("1A1", "apply", "active", False, 2),
        ItemCount("1A1", "analyse", "pilot", False, 1),
        ItemCount("1A1", "apply", "active", True, 5),
        ItemCount("9Z9", "apply", "active", False, 5),
    ]
    cells = (
        Cell("plain", criterion="1A1", minimum=3),
        Cell("one", criterion="1A1", level="apply", minimum=2),
        Cell("two", criterion="1A1", level="analyse", minimum=2),
        Cell("set", set=1, minimum=9),
    )
    wanted = wanted_by_criterion(Blueprint("b", "B", 60, 10, cells))
    assert wanted == {"1A1": 4}
    first, second = heat_map(found, ("1A1", "1A2"), ("active",), wanted)
    assert (first.by_level, first.total, first.missing) == ({"apply": 2}, 2, 2)
    assert (second.total, second.wanted, second.missing) == (0, 0, 0)
    given_away, _ = heat_map(found, ("1A1", "1A2"), ("active",), wanted, "practice")
    assert given_away.by_level == {"apply": 5}
