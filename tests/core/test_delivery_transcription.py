"""Two readings of a paper become one record: symmetric, complete, and never over what a screen saved unseen."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import (
    Compared,
    Decision,
    Response,
    Transcript,
    check_decision,
    check_typist,
    compare,
    current_transcripts,
    differing_words,
    is_given,
    normal_form,
    paper_use,
    responses_to_file,
)
from exam_server.core.problems import Refused

ITEMS = 4
responses: st.SearchStrategy[Response] = st.one_of(
    st.none(),
    st.integers(1, 3),
    st.lists(st.integers(1, 3), max_size=2, unique=True).map(sorted),
    st.lists(st.none() | st.integers(1, 2), min_size=2, max_size=2),
    st.sampled_from(["", " ", "tak", "tak ", "nie\ntak", "nie  tak"]),
)
papers = st.dictionaries(st.integers(1, ITEMS), responses, max_size=ITEMS)


def read_by(*readings: Mapping[int, Response]) -> tuple[Transcript, ...]:
    return tuple(Transcript(by, reading) for by, reading in zip("ab", readings, strict=False))


def decide_all(
    compared: tuple[Compared, ...], draw: st.DataObject, on_screen: Mapping[int, Response]
) -> list[Decision]:
    return [
        Decision(each.position, draw.draw(st.sampled_from(each.choices)), on_screen.get(each.position))
        for each in compared
        if each.is_open
    ]


@given(papers)
def test_two_equal_readings_of_a_paper_alone_are_the_record(paper: Mapping[int, Response]) -> None:
    filed = responses_to_file(compare(ITEMS, read_by(paper, dict(paper)), {}, ()))
    assert filed == {position: response for position, response in paper.items() if is_given(response)}


@given(papers, papers, papers)
def test_it_does_not_matter_who_read_first(
    one: Mapping[int, Response], other: Mapping[int, Response], screen: Mapping[int, Response]
) -> None:
    here = compare(ITEMS, read_by(one, other), screen, ())
    there = compare(ITEMS, read_by(other, one), screen, ())
    assert [each.standing for each in here] == [each.standing for each in there]
    assert [normal_form(each.response) for each in here] == [normal_form(each.response) for each in there]


@given(papers, papers, papers)
def test_without_a_decision_nothing_that_a_screen_saved_is_replaced(
    one: Mapping[int, Response], other: Mapping[int, Response], screen: Mapping[int, Response]
) -> None:
    for each in compare(ITEMS, read_by(one, other), screen, ()):
        if not each.is_open and is_given(each.on_screen):
            assert normal_form(each.response) == normal_form(each.on_screen)
        if not each.is_open:
            assert normal_form(each.readings[0]) == normal_form(each.readings[1])


@given(papers, papers, papers, st.data())
def test_deciding_what_is_open_settles_everything_and_files_only_what_somebody_gave(
    one: Mapping[int, Response], other: Mapping[int, Response], screen: Mapping[int, Response], draw: st.DataObject
) -> None:
    typed = read_by(one, other)
    decisions = decide_all(compare(ITEMS, typed, screen, ()), draw, screen)
    filed = responses_to_file(compare(ITEMS, typed, screen, decisions))
    for position, response in filed.items():
        assert response in (one.get(position), other.get(position)) and is_given(response)
        replaced = screen.get(position)
        assert not is_given(replaced) or position in {decision.position for decision in decisions}
    record = {**screen, **filed}
    chosen = {decision.position: decision.response for decision in decisions if is_given(decision.response)}
    assert all(normal_form(record[position]) == normal_form(response) for position, response in chosen.items())


@given(papers, papers, papers, papers, st.data())
def test_a_decision_counts_only_for_the_readings_and_the_screen_that_it_saw(
    one: Mapping[int, Response],
    other: Mapping[int, Response],
    corrected: Mapping[int, Response],
    later: Mapping[int, Response],
    draw: st.DataObject,
) -> None:
    decisions = decide_all(compare(ITEMS, read_by(one, other), {}, ()), draw, {})
    for each in compare(ITEMS, read_by(one, corrected), later, decisions):
        if each.standing == "decided":
            assert not is_given(each.on_screen)
            assert normal_form(each.response) in [normal_form(reading) for reading in each.readings]


@given(st.lists(st.tuples(st.sampled_from("ab"), papers), max_size=6))
def test_a_person_replaces_only_their_own_reading(typed: list[tuple[str, Mapping[int, Response]]]) -> None:
    current = current_transcripts(Transcript(by, reading) for by, reading in typed)
    assert {each.by: each.responses for each in current} == dict(typed)


def test_an_empty_paper_leaves_what_the_screen_saved() -> None:
    (first, *_) = compare(ITEMS, read_by({}, {1: []}), {1: 2}, ())
    assert (first.standing, first.response) == ("agreed", 2)
    assert responses_to_file([first]) == {}


def test_one_reading_is_compared_with_nothing_and_an_open_position_cannot_be_filed() -> None:
    assert compare(ITEMS, read_by({1: 1}), {}, ()) == ()
    with pytest.raises(ValueError, match="position 1"):
        responses_to_file(compare(ITEMS, read_by({1: 1}, {1: 2}), {}, ()))


def test_the_screen_is_offered_beside_both_readings_and_each_choice_once() -> None:
    (first, second, *_) = compare(ITEMS, read_by({1: 1, 2: 1}, {1: 2, 2: 1}), {1: 3, 2: 2}, ())
    assert (first.standing, first.choices) == ("differs", (1, 2, 3))
    assert (second.standing, second.choices) == ("clashes", (1, 2))


@pytest.mark.parametrize(
    ("kinds", "use"),
    [
        ([], "none"),
        (["started", "paper_declared", "ended"], "declared"),
        (["paper_declared", "paper_withdrawn"], "none"),
        (["paper_declared", "paper_withdrawn", "paper_declared"], "declared"),
        (["paper_declared", "paper_filed", "paper_withdrawn"], "filed"),
    ],
)
def test_the_use_of_paper_follows_its_events(kinds: list[str], use: str) -> None:
    assert paper_use(kinds) == use


def test_a_third_person_cannot_type_and_nobody_types_what_is_filed_or_was_never_on_paper() -> None:
    typed = read_by({}, {})
    check_typist("declared", typed, "a")
    check_typist("declared", typed[:1], "c")
    for use, by in (("declared", "c"), ("filed", "a"), ("none", "a")):
        with pytest.raises(Refused):
            check_typist(use, typed, by)  # type: ignore[arg-type]


def test_who_typed_cannot_decide_and_what_is_settled_is_not_decided_again() -> None:
    typed = read_by({1: 1}, {1: 2})
    differs, settled, *_ = compare(ITEMS, typed, {}, ())
    assert check_decision("declared", typed, "c", differs, 1) == 2
    for by, compared, choice in (("a", differs, 0), ("c", settled, 0), ("c", differs, 2), ("c", differs, -1)):
        with pytest.raises(Refused):
            check_decision("declared", typed, by, compared, choice)
    with pytest.raises(Refused):
        check_decision("filed", typed, "c", differs, 0)


sentences = st.lists(st.sampled_from(["czarka", "napar", "i", "woda", "parzę"]), max_size=12).map(" ".join)


@given(sentences, sentences)
def test_the_words_of_a_reading_are_all_shown_and_only_its_own_are_marked(one: str, other: str) -> None:
    runs = differing_words(one, other)
    assert " ".join(run.words for run in runs) == one
    assert not any(run.own for run in differing_words(one, one))
    rest = iter(other.split())
    assert all(word in rest for run in runs if not run.own for word in run.words.split())
