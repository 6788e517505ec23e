"""The difference of two editions: what was added, removed, reworded and renumbered, and what points at it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.edition_differences import (
    Part,
    compare_editions,
    concerns,
    parts_of,
    touched_cells,
)
from exam_server.core.item_differences import text_after, text_before
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification

WORDINGS = st.lists(
    st.lists(st.sampled_from(["omawia", "gatunki", "herbaty", "wodę", "czas", "temperaturę"]), min_size=1, max_size=5),
    min_size=1,
    max_size=5,
)


def edition(*texts: str, outcome: str = "Omawia herbatę", name: str = "Wiedza", hours: int = 10) -> Qualification:
    criteria = tuple(Criterion(f"1A{place}", each) for place, each in enumerate(texts, 1))
    return Qualification("Herbata", sets=(OutcomeSet(1, name, 5, hours, True, (Outcome("1A", outcome, criteria),)),))


def told(before: Qualification, after: Qualification) -> list[tuple[str, str, str]]:
    return [
        (each.manner, each.before.code if each.before else "", each.after.code if each.after else "")
        for each in compare_editions(before, after).parts
    ]


ONE, TWO, THREE = "omawia gatunki herbaty", "wymienia przybory do herbaty", "podaje czas parzenia czarnej herbaty"


def test_an_edition_doesnt_differ_from_itself() -> None:
    assert not compare_editions(edition(ONE, TWO), edition(ONE, TWO))


def test_a_criterion_put_in_between_renumbers_those_behind_it() -> None:
    assert told(edition(ONE, THREE), edition(ONE, TWO, THREE)) == [("added", "", "1A2"), ("renumbered", "1A2", "1A3")]


def test_a_removed_criterion_comes_last_and_those_behind_it_are_renumbered() -> None:
    assert told(edition(ONE, TWO, THREE), edition(ONE, THREE)) == [("renumbered", "1A3", "1A2"), ("removed", "1A2", "")]


def test_a_reworded_criterion_is_found_by_its_words_also_under_another_code() -> None:
    assert told(edition(ONE, THREE), edition(ONE + " i ziół", THREE)) == [("reworded", "1A1", "1A1")]
    assert told(edition(ONE, THREE), edition(TWO, ONE, "podaje czas parzenia zielonej herbaty")) == [
        ("added", "", "1A1"),
        ("renumbered", "1A1", "1A2"),
        ("moved", "1A2", "1A3"),
    ]


def test_two_criteria_that_changed_places_are_renumbered_both() -> None:
    assert told(edition(ONE, THREE), edition(THREE, ONE)) == [
        ("renumbered", "1A2", "1A1"),
        ("renumbered", "1A1", "1A2"),
    ]


def test_sets_outcomes_and_facts_are_compared_too() -> None:
    before, after = edition(ONE), replace(edition(ONE, outcome="Omawia herbaty", hours=20), cost_pln=100)
    difference = compare_editions(before, after)
    assert difference.facts == ("cost_pln",)
    assert [(each.part.sort, each.manner) for each in difference.parts] == [
        ("set", "reworded"),
        ("outcome", "reworded"),
    ]


@given(WORDINGS, WORDINGS)
def test_every_part_is_paired_once_and_its_words_lead_from_one_edition_to_the_other(
    one: list[list[str]], other: list[list[str]]
) -> None:
    before, after = (edition(*(" ".join(each) for each in texts)) for texts in (one, other))
    changes = compare_editions(before, after).parts
    old = [each.before for each in changes if each.before]
    new = [each.after for each in changes if each.after]
    assert len(set(old)) == len(old) and len(set(new)) == len(new)
    assert set(parts_of(before)) - set(old) == set(parts_of(after)) - set(new)
    for each in changes:
        assert text_before(each.pieces) == (each.before.text if each.before else "")
        assert text_after(each.pieces) == (each.after.text if each.after else "")


def test_a_criterion_lies_within_its_outcome_and_its_set_alone() -> None:
    assert concerns(Part("criterion", "1A1", ""), "1A1") and not concerns(Part("criterion", "1A1", ""), "1A11")
    assert concerns(Part("outcome", "1A", ""), "1A11") and not concerns(Part("outcome", "1A", ""), "1B1")
    assert concerns(Part("set", "1", ""), "1B2") and not concerns(Part("set", "1", ""), "11B2")


def test_only_cells_that_name_the_part_itself_are_touched() -> None:
    cells = (
        Cell("set", set=1),
        Cell("outcome", outcome="1A"),
        Cell("one", criterion="1A1"),
        Cell("level", level="apply"),
    )
    blueprint = Blueprint("b", "B", 60, 3, cells)
    found = [touched_cells(Part(sort, code, ""), blueprint) for sort, code in (("set", "1"), ("outcome", "1A"))]
    assert found == [("set",), ("outcome",)]
    assert touched_cells(Part("criterion", "1A1", ""), blueprint) == ("one",)
