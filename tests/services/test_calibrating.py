"""Vignettes of an exam's scripts: who may rate them, what is kept, and that it's neither evidence nor a rating."""

from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.simulation.script import Scenario
from exam_server.services import calibration, rating
from exam_server.store import case as case_store
from exam_server.store.tables import EncounterRow
from tests.calibrated import with_vignettes
from tests.encounters import COMMISSION, MadeEncounter, act_as, make_encounter
from tests.making import OwnWork, make_player

__all__ = ["with_vignettes"]


@pytest.fixture
def made(work: OwnWork, with_vignettes: Scenario) -> MadeEncounter:
    return make_encounter(work)


def revision_of(work: OwnWork, made: MadeEncounter) -> UUID:
    return work.session.get_one(EncounterRow, made.id).scenario_revision_id


def rate(work: OwnWork, made: MadeEncounter, login: str, level: int | None = 2, vignette: str = "V1") -> None:
    act_as(work, made, login)
    panel = next(each.panel for each in made.scenario.vignettes if each.id == vignette)
    given = {each.criterion: level for each in panel}
    calibration.give_levels(work, made.exam_id, revision_of(work, made), vignette, given)
    work.commit()


def test_an_assessor_rates_a_vignette_once_and_then_sees_the_panel_and_two_others_unnamed(
    work: OwnWork, made: MadeEncounter
) -> None:
    revision = revision_of(work, made)
    act_as(work, made, "asia")
    (listed,) = calibration.list_vignettes(work)
    assert [(each.vignette, each.given_at, listed.leads) for each in listed.lines] == [
        ("V1", None, False),
        ("V2", None, False),
    ]
    before = calibration.show_vignette(work, made.exam_id, revision, "V1")
    assert before.beside == ()
    reasons = [each.reason for each in made.scenario.vignettes[0].panel]
    assert not [reason for reason in reasons if reason in str(before)]
    rate(work, made, "artur", 3)
    rate(work, made, "asia")
    alone = calibration.show_vignette(work, made.exam_id, revision, "V1")
    assert [each.panel.reason for each in alone.beside] == reasons
    assert {each.others is None for each in alone.beside} == {True}, "of one other everybody would know who it is"
    rate(work, made, "czeslawa", None)
    act_as(work, made, "asia")
    together = calibration.show_vignette(work, made.exam_id, revision, "V1")
    assert together.beside[0].others == {3: 1, None: 1}
    assert not [str(made.accounts[login]) for login in COMMISSION if str(made.accounts[login]) in str(together)]
    with pytest.raises(Refused, match="rated it already"):
        rate(work, made, "asia", 1)


def test_the_chair_sees_who_has_calibrated_and_where_it_spreads(work: OwnWork, made: MadeEncounter) -> None:
    rate(work, made, "asia", 0)
    rate(work, made, "artur", 3)
    act_as(work, made, "czeslawa")
    overview = calibration.show_overview(work, made.exam_id)
    assert set(overview.members) == {made.accounts[login] for login in COMMISSION}
    first, second = overview.vignettes
    assert set(first.given) == {made.accounts["asia"], made.accounts["artur"]}
    assert {each.reasons for each in first.spread} == {("far_apart", "across_threshold")}
    assert (dict(second.given), {each.reasons for each in second.spread}) == ({}, {()})
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        calibration.show_overview(work, made.exam_id)


def test_it_is_neither_evidence_nor_a_rating_and_nobody_elses(work: OwnWork, made: MadeEncounter) -> None:
    for login in COMMISSION:
        rate(work, made, login)
    row = work.session.get_one(EncounterRow, made.id)
    assert case_store.list_evidence(work.session, row.case_id) == []
    assert {sheet.ratings for sheet in rating.sheets_of(work, row).values()} == {()}
    stranger = make_player(work, "adam")
    work.act_as(stranger, "assessor", "chair")
    assert calibration.list_vignettes(work) == []
    for use in (
        lambda: calibration.show_vignette(work, made.exam_id, revision_of(work, made), "V1"),
        lambda: calibration.give_levels(work, made.exam_id, revision_of(work, made), "V1", {}),
        lambda: calibration.show_overview(work, made.exam_id),
    ):
        with pytest.raises(NotFound):
            use()
        work.drop()
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        calibration.show_vignette(work, made.exam_id, revision_of(work, made), "V9")
