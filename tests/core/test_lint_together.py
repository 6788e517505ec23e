"""Findings between items: near-duplicates, keys in one place; and what stands in an item's way."""

from dataclasses import replace
from itertools import combinations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Bank, Item
from exam_server.core.lint import Finding, Waiver, blocks_activation, check_positions, check_together, text_of, weigh
from exam_server.core.lint.similar import FEWEST, find_similar, pairs_of, share_of, similar_pairs
from exam_server.core.lint.together import tail
from exam_server.core.problems import Problem
from exam_server.core.text import text
from tests.core.test_lint_rules import choice

STEM = "Klientka drugi raz z rzędu przychodzi bez wykonanego zadania domowego. Co doradca powinien zrobić najpierw?"
ONE = choice(STEM, "pyta, co jej w tym przeszkodziło", "powtarza zadanie jeszcze raz", "pomija to milczeniem")


def like(item: Item, id: str, **changes: object) -> Item:
    return replace(item, id=id, **changes)  # type: ignore[arg-type]


def rules_together(*items: Item) -> list[tuple[str, str]]:
    return [(id, problem.rule) for id, problem in check_together(Bank(items))]


def test_an_item_with_a_word_changed_is_a_near_duplicate() -> None:
    other = like(ONE, "x-2", stem=STEM.replace("Klientka", "Pani Anna").replace("najpierw", "teraz"))
    assert rules_together(ONE, other) == [("x-2", "near-duplicate")]


def test_the_order_of_the_options_makes_no_other_item() -> None:
    assert rules_together(ONE, like(ONE, "x-2", options=ONE.options[::-1])) == [
        ("x-2", "same-stem"),
        ("x-2", "near-duplicate"),
    ]


def test_another_question_about_the_same_case_is_no_duplicate() -> None:
    case = "Klientka drugi raz z rzędu przychodzi bez wykonanego zadania domowego."
    other = choice(f"{case} Jaką trudność to pokazuje?", "brak czasu na zadania", "lęk przed oceną", "zła umowa")
    assert rules_together(ONE, like(other, "x-2")) == []


def test_items_that_never_stand_in_one_form_may_be_alike() -> None:
    assert rules_together(ONE, like(ONE, "x-2", enemies=("x-1",))) == []
    assert rules_together(ONE, like(ONE, "x-2", status="retired")) == []


WORDS = st.lists(
    st.sampled_from(["praca", "cel", "plan", "test", "rola", "opis", "wynik", "nauka"]), min_size=8, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=8), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_the_join_finds_exactly_the_pairs_that_comparing_all_with_all_finds(
    texts: list[list[str]], least: float
) -> None:
    named = {str(n): " ".join(words) for n, words in enumerate(texts)}
    sets = {id: found for id, words in named.items() if len(found := pairs_of(words)) >= FEWEST}
    plain = {(b, a) for a, b in combinations(sets, 2) if share_of(sets[a], sets[b]) >= least}
    assert {(one, other) for one, other, _ in similar_pairs(named, least)} == plain
    for id, words in named.items():
        alone = {other for _, other, _ in find_similar(words, ((k, v) for k, v in named.items() if k != id), least)}
        assert id not in sets or alone >= {b if a == id else a for a, b in plain if id in (a, b)}


def test_ten_thousand_items_are_compared_in_seconds() -> None:
    """Measured at 0.7 s of CPU; the bound is wide for a loaded machine."""
    texts = {f"i{n}": " ".join(f"{(n + 1) * (k + 3) * 7919 % 20011:05} i{k}" for k in range(25)) for n in range(9_990)}
    texts |= {f"d{n}": texts[f"i{n}"].replace("i3 ", "obok ") for n in range(10)}
    begun = process_time()
    found = {(one, other) for one, other, _ in similar_pairs(texts)}
    assert {(f"d{n}", f"i{n}") for n in range(10)} <= found
    assert process_time() - begun < 20


def keyed(places: list[int]) -> list[Item]:
    made = []
    for n, place in enumerate(places):
        options = [replace(option, key=False) for option in ONE.options]
        options[place] = replace(options[place], key=True)
        made.append(like(ONE, f"x-{n}", options=tuple(options)))
    return made


def test_keys_that_stand_in_one_place_are_noticed_where_chance_would_hardly_do_it() -> None:
    (problem,) = check_positions(keyed([0] * 11 + [1, 2]))
    assert (problem.rule, problem.message.values) == ("key-positions", {"place": 1, "seen": 11, "all": 13})
    assert list(check_positions(keyed([0, 1, 2] * 5))) == []
    assert list(check_positions(keyed([0] * 7))) == []


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=6))
def test_the_tail_is_the_sum_over_all_outcomes(chances: list[float]) -> None:
    for seen in range(len(chances) + 2):
        expected = 0.0
        for outcome in range(2 ** len(chances)):
            hits = [bool(outcome >> n & 1) for n in range(len(chances))]
            product = 1.0
            for hit, chance in zip(hits, chances, strict=True):
                product *= chance if hit else 1 - chance
            expected += product if sum(hits) >= seen else 0
        assert tail(chances, seen) == pytest.approx(expected)


def test_the_text_of_an_item_has_every_part_that_a_candidate_reads() -> None:
    assert all(option.text in text_of(ONE) for option in ONE.options)


# What stands in an item's way


def problem(rule: str, severity: str = "warning") -> Problem:
    return Problem(text("x"), place="options.0.text", rule=rule, severity=severity)  # type: ignore[arg-type]


WAIVER = Waiver("key-longest", "options.0.text", "hash", "Dłuższa, bo cytuje ustawę.")


def test_an_error_blocks_activation_whatever_reason_is_given() -> None:
    found = weigh([problem("key-longest", "error")], [WAIVER], "hash")
    assert len(blocks_activation(found)) == 1


def test_a_warning_blocks_until_a_reason_is_given_for_this_content_and_place() -> None:
    here = [problem("key-longest")]
    assert blocks_activation(weigh(here, [], "hash"))
    assert not blocks_activation(weigh(here, [WAIVER], "hash"))
    assert blocks_activation(weigh([replace(here[0], place="options.1.text")], [WAIVER], "hash"))
    assert blocks_activation(weigh(here, [WAIVER], "other content"))


def test_the_reason_of_an_earlier_revision_is_offered_again() -> None:
    (found,) = weigh([problem("key-longest")], [WAIVER], "other content")
    assert found == Finding(found.problem, "", WAIVER.reason)


def test_the_latest_reason_counts() -> None:
    later = replace(WAIVER, reason="Nowy powód.")
    (found,) = weigh([problem("key-longest")], [WAIVER, later], "hash")
    assert found.reason == "Nowy powód."
