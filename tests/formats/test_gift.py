"""GIFT as Moodle means it: types, weights, feedback, escapes, formats, ids and tags, each named where it can't be held."""

from hypothesis import given, settings

from exam_server.core.bank import Item, Option
from exam_server.core.exchange import Brought, Outgoing
from exam_server.core.scoring import mark
from exam_server.formats.gift import read_gift, write_gift
from tests.exchanged import items

HELD = ("single_choice", "multiple_response", "true_false", "matching", "short_text", "numeric")


def read(source: str) -> tuple[Brought, ...]:
    return read_gift(source.encode(), "f.gift").items


def only(source: str) -> Brought:
    (brought,) = read(source)
    return brought


@given(items(*HELD))
@settings(max_examples=150, deadline=None)
def test_what_gift_holds_comes_back_as_the_same_item(exported):
    written = write_gift(Outgoing(exported))
    assert written.left_out == {}
    read = read_gift(written.content, "f")
    assert [brought.refused for brought in read.items] == [()] * len(exported)
    assert tuple(brought.item for brought in read.items) == exported


@given(items("ordering", "gap_text", "inline_choice"))
@settings(max_examples=5, deadline=None)
def test_kinds_that_gift_has_no_question_for_are_left_out_by_name(exported):
    written = write_gift(Outgoing(exported))
    assert written.left_out.keys() == {item.id for item in exported}


def test_an_arrow_in_the_feedback_of_a_typed_response_would_make_pairs_of_it_and_is_left_out_by_name():
    key = Option("a", "kot", True, rationale="kot -> zwierzę")
    item = Item("i", "short_text", (), "Co to?", (key,))
    assert write_gift(Outgoing((item,))).left_out.keys() == {"i"}


def test_single_choices_keep_partial_credit_penalties_and_feedback_as_rationales():
    item = only("::W::Pytanie?{~%50%a#pół =b#tak ~%-25%c ~d}").item
    assert item is not None
    assert [mark(item, each).score for each in ("a", "b", "c", "d")] == [0.5, 1, -0.25, 0]
    assert [option.rationale for option in item.options] == ["pół", "tak", "", ""]
    assert [option.key for option in item.options] == [False, True, False, False]


def test_three_thirds_are_a_whole():
    item = only("Które?{~%33.33%a ~%33.33%b ~%33.33%c ~%-100%d}").item
    assert item is not None
    assert mark(item, ["a", "b", "c"]).score == 1
    assert mark(item, ["a", "b", "c", "d"]).score == 0


def test_feedback_of_true_and_false_is_first_for_who_is_wrong():
    item = only("Ziemia jest okrągła.{T#źle#dobrze}").item
    assert item is not None
    assert {option.id: option.rationale for option in item.options} == {"true": "dobrze", "false": "źle"}
    assert mark(item, "true").score == 1


def test_numbers_have_tolerances_ranges_and_weights_of_which_the_first_fitting_counts():
    brought = only("Ile?{#=1822:0 =%50%1822:2 ~#nie}")
    assert brought.item is not None
    assert [mark(brought.item, each).score for each in ("1822", "1823,5", "1825")] == [1, 0.5, 0]
    assert "nie" in str(brought.changes[0])
    item = only("Ile?{#3.141..3.142}").item
    assert item is not None
    assert [mark(item, each).score for each in ("3.1415", "3.2")] == [1, 0]


def test_anything_else_may_earn_a_part_of_a_typed_answer():
    item = only("Kto?{=Ala =%20%*}").item
    assert item is not None
    assert [mark(item, each).score for each in ("ala", "Ola")] == [1, 0.2]


def test_a_pattern_with_wildcards_is_refused_because_it_would_be_marked_otherwise():
    assert "al*" in str(only("Kto?{=Ala =al*}").refused[0])


def test_escaped_signs_and_line_breaks_are_words():
    item = only(r"[plain]\{a\} \= b\nc\~{=\#1 ~\\ ~2\:3}").item
    assert item is not None
    assert item.stem == "{a} = b\\\nc~"
    assert [option.text for option in item.options] == ["#1", "\\\\", "2:3"]


def test_a_missing_word_leaves_a_line_to_fill():
    item = only("Grant leży {~gdzieś =tam} w grobie.").item
    assert item is not None
    assert item.stem == "Grant leży _____ w grobie."


def test_pairs_without_a_left_side_are_distractors_and_each_pair_earns_its_part():
    item = only("Dobierz.{=a -> 1 =b -> 2 = -> 3}").item
    assert item is not None
    assert mark(item, {"p1": "p1", "p2": "p3"}).score == 0.5


def test_ids_and_tags_in_comments_become_ids_criteria_and_facts_and_other_tags_are_named():
    source = "// [id:Zadanie 7] [tag:1A1] [tag:level=apply] [tag:wiosna]\nTak?{T}\n\nNie?{F}"
    first, second = read(source)
    assert first.item is not None and second.item is not None
    assert (first.item.id, first.item.criteria, first.item.level) == ("zadanie-7", ("1A1",), "apply")
    assert [str(change) for change in first.changes] == ["The tag “wiosna” isn't taken."]
    assert (second.item.id, second.item.criteria) == ("nie", ())


def test_an_id_may_hold_a_bracket_and_begins_where_the_last_one_does():
    (brought,) = read("// [id:zaczęte i nie [id:a[1] [tag:także [tag:1A1]\nTak?{T}")
    assert brought.item is not None
    assert (brought.item.id, brought.item.criteria) == ("a-1", ("1A1",))


def test_the_general_feedback_explains_the_key_and_that_is_named():
    brought = only("Co?{=a#bo tak ~b ####Ogólnie}")
    assert brought.item is not None
    assert brought.item.options[0].rationale == "bo tak\n\nOgólnie"
    assert brought.outcome == "changed"


def test_descriptions_and_unmatched_braces_are_refused_with_their_line():
    first, second = read("Opis bez pytania.\n\nTak?{T")
    assert (first.place, second.place) == ("f.gift:1", "f.gift:3")
    assert first.outcome == second.outcome == "refused"


def test_categories_are_named_once_for_the_file():
    read = read_gift(b"$CATEGORY: a/b\n\nTak?{T}\n\nNie?{F}", "f")
    assert [problem.severity for problem in read.problems] == ["warning"]
    assert [brought.outcome for brought in read.items] == ["taken", "taken"]


def test_tags_in_moodles_mixture_are_markup_and_a_lone_one_is_what_is_asked_about():
    item = only("Co jest <b>ważne</b>?{=<body> ~<b> ~b}").item
    assert item is not None
    assert item.stem == "Co jest **ważne**?"
    assert [option.text for option in item.options] == ["\\<body>", "\\<b>", "b"]
