"""Calibration before a day: the panel stays hidden until one has rated, the others stay unnamed, wide is named."""

from dataclasses import replace

import pytest
from small_script import CODES, CRITERIA, SMALL, run

from exam_server.core.calibration import find_spread, lay_beside, make_task, take_levels
from exam_server.core.moderation import ModerationRule
from exam_server.core.problems import Refused
from exam_server.core.simulation.cards import prompter_card, role_player_card
from exam_server.core.simulation.check import check_scenario
from exam_server.core.simulation.identity import _plain, revision_hash
from exam_server.core.simulation.script import PanelLevel, Vignette
from exam_server.core.simulation.views import assessor_sheet, candidate_briefing, commission_brief

TEXT = "Doradczyni pyta klienta o ogród i o to, co lubi w nim robić. " * 4
VIGNETTE = Vignette("V1", "Pierwsze pytania", TEXT, (PanelLevel("1A1", "bo pyta", 2), PanelLevel("1A2", "nie padło")))
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:05.000\nCo pani lubi w ogrodzie?"
WITH = replace(SMALL, vignettes=(VIGNETTE,))


def findings(vignette: Vignette) -> set[tuple[str, str]]:
    problems = check_scenario(replace(SMALL, vignettes=(vignette,)), CODES, CRITERIA)
    return {(each.rule, each.place) for each in problems}


def test_a_task_holds_anchors_and_nothing_of_the_panel() -> None:
    task = make_task(WITH, VIGNETTE)
    assert [each.criterion for each in task.criteria] == ["1A1", "1A2"]
    assert [anchor.level for anchor in task.criteria[0].anchors] == [0, 1, 2, 3]
    assert "bo pyta" not in str(task)


@pytest.mark.parametrize(
    ("given", "why"), [({"1A1": 2}, "1A2"), ({}, "1A1, 1A2"), ({"1A1": 4, "1A2": 0}, "0, 1, 2 or 3")]
)
def test_a_vignette_is_rated_whole_and_by_levels_that_there_are(given: dict[str, int | None], why: str) -> None:
    with pytest.raises(Refused, match=why):
        take_levels(VIGNETTE, given)


def test_what_the_panel_didnt_rate_isnt_kept() -> None:
    assert take_levels(VIGNETTE, {"1A1": None, "1A2": 0, "9Z9": 3}) == {"1A1": None, "1A2": 0}


def test_others_are_shown_once_nobody_can_be_told_from_them() -> None:
    own = {"1A1": 1, "1A2": None}
    one, other = {"1A1": 2, "1A2": None}, {"1A1": 2, "1A2": 0}
    assert [each.others for each in lay_beside(VIGNETTE, own, [one])] == [None, None]
    first, second = lay_beside(VIGNETTE, own, [one, other])
    assert (first.others, second.others) == ({2: 2}, {None: 1, 0: 1})
    assert (first.is_panels, second.is_panels) == (False, True)


@pytest.mark.parametrize(
    ("levels", "reasons"),
    [
        ([2, 2, 3], ()),
        ([0, 2], ("far_apart", "across_threshold")),
        ([1, 2], ("across_threshold",)),
        ([2, None], ("opportunity_disputed",)),
        ([], ()),
    ],
)
def test_the_spread_is_wide_where_a_moderation_would_be_due(levels: list[int | None], reasons: tuple[str, ...]) -> None:
    given = [{"1A1": level, "1A2": 2} for level in levels]
    spread, _ = find_spread(WITH, VIGNETTE, given, ModerationRule())
    assert spread.reasons == reasons
    assert sum(spread.given.values()) == len(levels)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(VIGNETTE, panel=()),
        replace(VIGNETTE, panel=(*VIGNETTE.panel, PanelLevel("1A1", "dwa razy", 1))),
        replace(VIGNETTE, panel=(PanelLevel("1A3", "bez opisów", 1),)),
        replace(VIGNETTE, panel=(PanelLevel("1A1", "za wysoko", 4),)),
        replace(VIGNETTE, text="Za krótko."),
        replace(VIGNETTE, text=f"{TEXT} To jest 1A1."),
        replace(VIGNETTE, clip="nazwa.webm", captions=CAPTIONS),
        replace(VIGNETTE, clip="a" * 64),
        replace(VIGNETTE, clip="a" * 64, captions="WEBVTT"),
        replace(VIGNETTE, captions=CAPTIONS),
    ],
)
def test_a_vignette_that_cant_be_rated_is_found(wrong: Vignette) -> None:
    assert ("vignettes", "vignettes/V1") in findings(wrong)
    assert findings(VIGNETTE) == set()


def test_a_vignette_has_a_mark_of_its_own_and_a_criterion_that_there_is() -> None:
    assert ("ids", "vignettes/F1") in findings(replace(VIGNETTE, id="F1"))
    assert ("known-criteria", "vignettes/V1") in findings(replace(VIGNETTE, panel=(PanelLevel("9Z9", "nie ma", 1),)))
    assert ("institutions", "vignettes/V1") in findings(replace(VIGNETTE, text=f"{TEXT} Byłem w ZUS."))


def test_no_view_of_a_run_shows_a_vignette() -> None:
    state = run((10, "event", "asks", "praca"), scenario=WITH)
    views = (
        candidate_briefing(WITH),
        role_player_card(WITH, state),
        prompter_card(WITH, state),
        assessor_sheet(WITH, ("1A1", "1A2")),
        commission_brief(WITH),
    )
    assert not [view for view in views if "bo pyta" in str(view) or TEXT in str(view)]


def test_vignettes_are_content_and_a_script_without_them_keeps_its_hash() -> None:
    assert "vignettes" not in _plain(SMALL)  # type: ignore[operator]
    assert revision_hash(WITH) != revision_hash(SMALL)
