"""Sheets and moderation: sealed is final, nobody sees too early, agreement doesn't depend on the order of votes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.moderation import (
    AgreedRating,
    ModerationRule,
    Vote,
    agree,
    differences,
    to_verdict,
    votes_of,
)
from exam_server.core.problems import Refused
from exam_server.core.rating import (
    Observation,
    Rating,
    Sheet,
    missing,
    seal,
    sheet_digest,
    visible_ratings,
)
from exam_server.core.simulation.opportunities import Count

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
CRITERIA = ("1A1", "1A2")
POINTS = {"O1": "1A1", "O2": "1A2"}
RULE = ModerationRule()
LEVEL = st.none() | st.integers(0, 3)
ANN, BEN, CAT = "ann", "ben", "cat"


def rate(sheet, rating):
    return replace(sheet, ratings=(*sheet.ratings, rating))


def observe(sheet, observation):
    return replace(sheet, observations=(*sheet.observations, observation))


def filled(assessor, *levels):
    sheet = Sheet(assessor)
    for code, level in zip(CRITERIA, levels, strict=True):
        sheet = rate(sheet, Rating(assessor, code, level, "widziałem"))
    return sheet


def sealed(assessor, *levels):
    return seal(filled(assessor, *levels), CRITERIA, POINTS, AT)


@given(LEVEL, LEVEL)
def test_a_sheet_is_sealed_once_and_what_comes_later_leaves_its_seal_true(first, second):
    sheet = sealed(ANN, first, second)
    with pytest.raises(Refused):
        seal(sheet, CRITERIA, POINTS, AT)
    later = replace(sheet, after_seal=(Observation(ANN, "O1", 700, 1),))
    assert sheet_digest(later) == sheet.seal.digest


def test_a_changed_sheet_no_longer_fits_its_seal():
    sheet = sealed(ANN, 1, 2)
    assert sheet_digest(replace(sheet, ratings=filled(ANN, 2, 2).ratings)) != sheet.seal.digest


@pytest.mark.rule("P2")
def test_sealing_is_refused_while_something_is_missing_and_all_of_it_is_named():
    sheet = rate(Sheet(ANN), Rating(ANN, "1A1", 2))
    assert [lack.criterion for lack in missing(sheet, CRITERIA, POINTS)] == ["1A1", "1A2"]
    with pytest.raises(Refused, match="1A1, 1A2") as refusal:
        seal(sheet, CRITERIA, POINTS, AT)
    assert refusal.value.rule == "P2"


@pytest.mark.rule("P2")
def test_a_level_points_at_an_observation_or_a_justification():
    bare = rate(Sheet(ANN), Rating(ANN, "1A1", 2))
    assert missing(bare, ["1A1"], POINTS)
    assert missing(observe(bare, Observation(ANN, "O2", 10, 1)), ["1A1"], POINTS)
    assert not missing(observe(bare, Observation(ANN, "O1", 10, 1)), ["1A1"], POINTS)
    assert not missing(rate(bare, Rating(ANN, "1A1", 2, "tak było")), ["1A1"], POINTS)


def test_no_opportunity_needs_its_reason_even_with_observations():
    sheet = observe(rate(Sheet(ANN), Rating(ANN, "1A1", None)), Observation(ANN, "O1", 10, 1))
    assert missing(sheet, ["1A1"], POINTS)


def test_the_last_rating_counts_and_the_first_stays():
    sheet = rate(filled(ANN, 1, 1), Rating(ANN, "1A1", 3, "jednak"))
    assert sheet.current()["1A1"].level == 3 and len(sheet.ratings) == 3


@pytest.mark.rule("P5")
@given(st.lists(st.booleans(), min_size=3, max_size=3), st.sampled_from([ANN, BEN, CAT, "auditor"]))
def test_nobody_receives_anothers_rating_before_all_expected_sheets_are_sealed(closed, viewer):
    made = [sealed(who, 1, 2) if done else filled(who, 1, 2) for who, done in zip([ANN, BEN, CAT], closed, strict=True)]
    seen = {rating.assessor for rating in visible_ratings(made, [ANN, BEN, CAT], viewer)}
    assert seen == ({ANN, BEN, CAT} if all(closed) else {viewer} & {ANN, BEN, CAT})


def test_a_missing_sheet_or_no_expected_assessor_keeps_ratings_hidden():
    assert visible_ratings([sealed(ANN, 1, 1), sealed(BEN, 1, 1)], [ANN, BEN, CAT], "auditor") == ()
    assert visible_ratings([sealed(ANN, 1, 1)], [], "auditor") == ()


def test_an_unsealed_sheet_of_somebody_not_expected_stays_hidden():
    sheets = [sealed(ANN, 1, 1), filled(CAT, 3, 3)]
    assert {rating.assessor for rating in visible_ratings(sheets, [ANN], ANN)} == {ANN}


@pytest.mark.parametrize(
    ("levels", "reasons"),
    [
        ((2, 3, 3), ()),
        ((0, 1, 1), ()),
        ((1, 2, 2), ("across_threshold",)),
        ((1, 3, 3), ("far_apart", "across_threshold")),
        ((None, 2, 2), ("opportunity_disputed",)),
        ((None, None, None), ()),
    ],
)
def test_levels_that_differ_beyond_the_rule_or_straddle_the_threshold_go_to_moderation(levels, reasons):
    sheets = [sealed(who, level, 2) for who, level in zip([ANN, BEN, CAT], levels, strict=True)]
    found = {each.criterion: each.reasons for each in differences(sheets, {"1A1": 2, "1A2": 2}, RULE)}
    assert found == ({"1A1": reasons} if reasons else {})


@given(st.lists(LEVEL, min_size=3, max_size=7), st.randoms(use_true_random=False), st.sampled_from(["chair", "lowest"]))
@settings(max_examples=100)
def test_agreement_does_not_depend_on_the_order_of_votes(levels, chance, tie):
    votes = [Vote(f"m{number}", level, "bo") for number, level in enumerate(levels)]
    shuffled = list(votes)
    chance.shuffle(shuffled)
    agreed = agree("1A1", votes, "m0", ModerationRule(tie=tie))
    assert agree("1A1", shuffled, "m0", ModerationRule(tie=tie)) == agreed
    same = [each for each in votes if each.level == agreed.level]
    assert {each.member for each in agreed.dissent} == {each.member for each in votes} - {each.member for each in same}
    assert (agreed.by == "majority") == (2 * max(levels.count(level) for level in levels) > len(levels))


def test_a_majority_outvotes_the_chair_whose_dissent_is_kept_with_its_reason():
    agreed = agree("1A1", [Vote(ANN, 0, "nie widziałam"), Vote(BEN, 2), Vote(CAT, 2)], ANN, RULE)
    assert agreed == AgreedRating("1A1", 2, "majority", (Vote(ANN, 0, "nie widziałam"),))


def test_without_a_majority_the_tie_rule_decides():
    votes = [Vote(ANN, 3), Vote(BEN, 1), Vote(CAT, None)]
    assert agree("1A1", votes, ANN, RULE).level == 3
    assert agree("1A1", votes, ANN, ModerationRule(tie="lowest")).level == 1
    chair_left = agree("1A1", votes, "", RULE)
    assert (chair_left.level, chair_left.by) == (1, "lowest")
    with pytest.raises(Refused):
        agree("1A1", votes, "somebody else", RULE)


def test_too_few_or_double_votes_are_refused():
    with pytest.raises(Refused) as refusal:
        agree("1A1", [Vote(ANN, 2), Vote(BEN, 2)], ANN, RULE)
    assert refusal.value.rule == "S2"
    with pytest.raises(Refused):
        agree("1A1", [Vote(ANN, 2), Vote(ANN, 2), Vote(BEN, 2)], ANN, RULE)


def test_first_ratings_agree_by_themselves_where_nothing_differs():
    sheets = [sealed(ANN, 2, 2), sealed(BEN, 3, 2), sealed(CAT, 3, 2)]
    assert agree("1A1", votes_of(sheets, "1A1"), ANN, RULE).level == 3


@pytest.mark.parametrize(
    ("level", "offered", "expected"),
    [
        (2, 2, ("met", None)),
        (3, 0, ("met", None)),
        (1, 2, ("not_met", None)),
        (1, 0, ("open", "no_opportunity")),
        (None, 2, ("open", "no_opportunity")),
    ],
)
def test_a_shortfall_is_evidence_and_a_missing_chance_stays_open(level, offered, expected):
    assert to_verdict(AgreedRating("1A1", level, "majority"), 2, Count(offered)) == expected


def test_a_shortfall_with_too_few_chances_and_what_a_red_flag_holds_stay_open_with_that_reason():
    low, shown = AgreedRating("1A1", 1, "majority"), AgreedRating("1A1", 2, "majority")
    assert to_verdict(low, 2, Count(1), enough=False) == ("open", "too_little_evidence")
    assert to_verdict(shown, 2, Count(1), enough=False) == ("met", None)
    assert to_verdict(shown, 2, Count(2), held=True) == ("open", "held_by_flag")
    assert to_verdict(low, 2, Count(2), held=True) == ("not_met", None)
