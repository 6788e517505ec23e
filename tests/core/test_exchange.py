"""What a reader brings says for each item whether it's taken as it stands, taken with changes, or refused."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from exam_server.core.bank import Item
from exam_server.core.exchange import LONGEST_ID, Brought, Import, criteria_among, free_id
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.item_schema import Slug

ITEM = Item("i", "true_false", (), "Stem")


def test_an_item_is_taken_with_changes_only_where_one_is_named_and_refused_wherever_something_stands_against_it():
    said = (text("Something."),)
    assert Brought("i", "f", ITEM).outcome == "taken"
    assert Brought("i", "f", ITEM, changes=said).outcome == "changed"
    assert Brought("i", "f", ITEM, changes=said, refused=said).outcome == "refused"
    assert Brought("i", "f").outcome == "refused"


def test_a_file_with_warnings_alone_could_be_read():
    warning = Problem(text("Something."), severity="warning")
    assert Import("gift", problems=(warning,)).is_readable
    assert not Import("gift", problems=(warning, Problem(text("Something.")))).is_readable


@given(st.text(), st.sets(st.text(), max_size=3))
def test_every_title_gives_an_id_that_a_bank_holds_and_nobody_has(title: str, others: set[str]):
    taken = {free_id(each, ()) for each in (title, *others)}
    made = free_id(title, taken)
    assert TypeAdapter(Slug).validate_python(made) == made
    assert made not in taken
    assert len(made) <= LONGEST_ID + 2


def test_a_title_keeps_its_words_in_the_id():
    assert free_id("Ustawa a rozporządzenie", {"ustawa-a-rozporzadzenie"}) == "ustawa-a-rozporzadzenie-2"
    assert free_id("???", (), "pytanie") == "pytanie"


def test_tags_that_look_like_codes_of_criteria_are_told_from_the_others():
    assert criteria_among([" 1A1", "prawo", "2C10", "1A1", "", "1a1"]) == (("1A1", "2C10"), ("prawo", "1a1"))
