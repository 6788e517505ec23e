"""May a certificate be issued? With everything there, and with any one thing missing, which is named with its rule."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.certification import (
    NUMBER_PATTERN,
    About,
    Source,
    TracedCriterion,
    TracedEvidence,
    TracedProtocol,
    find_missing,
    format_number,
    is_number_pattern,
    require_reason,
    require_second,
    require_source,
    require_words,
)
from exam_server.core.problems import Problem, Refused
from exam_server.core.register import EntryKind, require_act, standing_of
from exam_server.core.text import text

DAY = date(2026, 11, 26)
SOURCE = Source("announcement", "Obwieszczenie", "M.P. 2019 poz. 1201", date(2019, 12, 20))
ABOUT = About("ab" * 32, SOURCE, False, (), ())
SIGNED = TracedProtocol("2026/00001", "cd" * 32, 3, 3)
WHAT = text("Nothing was done.")


def criterion(code: str, **changed: object) -> TracedCriterion:
    evidence = TracedEvidence("1", "theory_test", "sitting", "ef" * 32, "", "met", True)
    whole = TracedCriterion(
        code, "met", "decision", "1", DAY, False, "12" * 32, True, (evidence,), ("a", "b", "c"), (), SIGNED
    )
    return whole._replace(**changed)  # type: ignore[arg-type]


Break = Callable[[list[TracedCriterion], int, About], About]


def replaced(**changed: object) -> Break:
    def harm(traced: list[TracedCriterion], place: int, about: About) -> About:
        traced[place] = traced[place]._replace(**changed)  # type: ignore[arg-type]
        return about

    return harm


def around(**changed: object) -> Break:
    return lambda _traced, _place, about: about._replace(**changed)  # type: ignore[arg-type]


BREAKS: dict[str, tuple[str, Break]] = {
    "an outcome that isn't met": ("L2", replaced(verdict="not_met")),
    "a criterion left open": ("L2", replaced(verdict="open")),
    "a criterion that nobody decided": ("L2", replaced(decision="", verdict="open", protocol=None)),
    "a commission too small on that day": ("S2", replaced(objections=(Problem(text("Too few."), rule="S2"),))),
    "a member who had trained the candidate": ("S10", replaced(objections=(Problem(text("Trained."), rule="S10"),))),
    "evidence by a method outside of the plan": ("S1", replaced(shown=False)),
    "a decision that no protocol states": ("L19", replaced(protocol=None)),
    "a protocol without all signatures": ("L19", replaced(protocol=SIGNED._replace(signers=2))),
    "an unconfirmed source": ("L23", around(source=None)),
    "an open appeal": ("S9", around(open_appeal=True)),
    "a recognition that was taken back": ("L9", around(undermined=("1A1",))),
    "an unknown date of birth": ("L1", around(lacks=(text("The candidate's date of birth isn't known."),))),
}


@pytest.mark.rule("L2")
@pytest.mark.rule("L19")
@given(st.integers(1, 12))
def test_with_everything_there_nothing_is_missing(count: int) -> None:
    assert find_missing([criterion(f"1A{n}") for n in range(count)], ABOUT) == ()


@pytest.mark.rule("L2")
@pytest.mark.rule("L19")
@given(st.integers(1, 12), st.data())
def test_any_thing_missing_keeps_the_certificate_back_and_is_named_by_its_rule(count: int, data: st.DataObject) -> None:
    traced, about = [criterion(f"1A{n}") for n in range(count)], ABOUT
    chosen = data.draw(st.sets(st.sampled_from(sorted(BREAKS)), min_size=1, max_size=4))
    # Each breaks another criterion, so that none hides what another one did.
    places = data.draw(st.permutations(range(max(count, 4))))
    traced += [criterion(f"2A{n}") for n in range(max(0, 4 - count))]
    for name, place in zip(sorted(chosen), places, strict=False):
        about = BREAKS[name][1](traced, place, about)
    found = {problem.rule for problem in find_missing(traced, about)}
    assert found == {BREAKS[name][0] for name in chosen}


@pytest.mark.rule("L9")
def test_what_was_recognised_earlier_needs_no_decision_but_a_decision_against_it_counts() -> None:
    recognised = criterion("1A1", recognised=True, decision="", verdict="open")
    assert find_missing([recognised], ABOUT) == ()
    [problem] = find_missing([criterion("1A1", recognised=True, verdict="not_met")], ABOUT)
    assert problem.rule == "L2"


def test_no_criteria_are_no_certificate() -> None:
    assert [each.rule for each in find_missing([], ABOUT)] == ["L2"]


def test_the_same_objection_is_said_once_with_all_its_criteria() -> None:
    objection = Problem(text("Nobody in the commission has credential {code} proved.", code="c"), rule="S3")
    [problem] = find_missing([criterion(f"1A{n}", objections=(objection,)) for n in (1, 2)], ABOUT)
    assert (problem.rule, "1A1, 1A2" in str(problem.message)) == ("S3", True)


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.integers(2024, 2099), st.integers(2024, 2099))
def test_no_two_certificates_of_a_body_have_the_same_number(first: int, second: int, year: int, other: int) -> None:
    one, two = format_number(NUMBER_PATTERN, "x", year, first), format_number(NUMBER_PATTERN, "x", other, second)
    assert (one == two) == ((first, year) == (second, other))


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("{year}/{number:05}", True),
        ("WUP/{code}/{number}/{year}", True),
        ("{number}", False),
        ("{year}", False),
        ("{year}{number.__class__}", False),
        ("{year}/{number}/{seed}", False),
        ("{year}/{number:99999}", False),
        ("<{year}/{number}>", False),
        ("x" * 40 + "{year}/{number}", False),
    ],
)
def test_a_pattern_of_numbers_names_year_and_number_and_nothing_strange(pattern: str, fits: bool) -> None:
    assert is_number_pattern(pattern) is fits


@pytest.mark.rule("L4")
@given(st.lists(st.sampled_from(("issued", "duplicated", "replaced", "revoked"))))
def test_what_was_replaced_or_revoked_is_never_valid_again(kinds: list[EntryKind]) -> None:
    ended = [kind for kind in kinds if kind in ("replaced", "revoked")]
    assert standing_of(kinds) == (ended[0] if ended else "valid")


@pytest.mark.rule("L4")
def test_only_a_valid_certificate_is_followed_and_none_is_issued_beside_it() -> None:
    for act in ("duplicate", "replace", "revoke"):
        require_act(act, "valid")  # type: ignore[arg-type]
        for standing in (None, "replaced", "revoked"):
            with pytest.raises(Refused) as refused:
                require_act(act, standing)  # type: ignore[arg-type]
            assert refused.value.rule == "L4"
    require_act("issue", None)
    require_act("issue", "revoked")
    with pytest.raises(Refused):
        require_act("issue", "valid")


@pytest.mark.rule("P7")
def test_one_person_never_does_both() -> None:
    require_second(WHAT, "olga", "oskar")
    with pytest.raises(Refused, match="prepared"):
        require_second(WHAT, "olga", "olga")


def test_words_that_stand_on_a_certificate_are_there_and_not_too_long() -> None:
    assert require_words(WHAT, " Gdynia ", "Dorota") == ("Gdynia", "Dorota")
    for place, signatory in (("", "Dorota"), ("Gdynia", " "), ("G" * 201, "Dorota")):
        with pytest.raises(Refused):
            require_words(WHAT, place, signatory)
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(Refused):
            require_reason(WHAT, reason)


@pytest.mark.rule("L23")
def test_a_binding_source_is_named_fully_and_published_already() -> None:
    assert require_source(" Obwieszczenie ", "1201", DAY, DAY).title == "Obwieszczenie"
    wrong = (("", "1", DAY), ("x", "", DAY), ("x", "1", None), ("x" * 201, "1", DAY), ("x", "1", date(2026, 11, 27)))
    for title, number, day in wrong:
        with pytest.raises(Refused) as refused:
            require_source(title, number, day, DAY)
        assert refused.value.rule == "L23"
