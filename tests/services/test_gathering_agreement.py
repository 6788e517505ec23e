"""First sealed ratings as figures of agreement take them: whose, of which encounters, and for whose eyes."""

import sys
from datetime import date
from uuid import UUID

import pytest

from exam_server.core.agreement import make_position, make_report
from exam_server.core.problems import Refused
from exam_server.services.agreement import Span, find_own, find_rated
from exam_server.services.agreement_apart import SEED, position_apart, report_apart
from exam_server.store.tables import EncounterAssessorRow, ExamRow, SealRow
from tests.encounters import COMMISSION, conclude, make_encounter, seal_all
from tests.making import OwnWork
from tests.rated import RatedExam, make_rated

EVERYTHING = Span()


@pytest.fixture
def held(work: OwnWork) -> RatedExam:
    return make_rated(work, {})


def test_the_first_sealed_ratings_of_a_concluded_encounter_are_taken_not_the_agreed_ones(work: OwnWork) -> None:
    made = make_encounter(work)
    first = made.criteria[0]
    seal_all(work, made, {"asia": {first: 3}})
    work.act_as(None, "office")
    assert find_rated(work, EVERYTHING).rated == (), "nothing before the moderation is concluded"
    conclude(work, made.id)
    work.act_as(None, "office")
    (rated,) = find_rated(work, EVERYTHING).rated
    by_login = {login: str(made.accounts[login]) for login in COMMISSION}
    assert rated.levels[first] == {by_login["asia"]: 3, by_login["artur"]: 2, by_login["czeslawa"]: 2}
    assert set(rated.levels) == set(made.criteria)
    assert rated.places == dict.fromkeys(by_login.values(), 1)


def test_who_was_recused_or_has_not_sealed_counts_for_nothing(work: OwnWork, held: RatedExam) -> None:
    asia, artur = held.accounts["asia"], held.accounts["artur"]
    work.record()
    work.session.get_one(EncounterAssessorRow, (held.encounters[0], asia)).left_at = work.now
    unsealed = [
        each
        for each in work.session.query(SealRow)
        if (each.encounter_id, each.account_id) == (held.encounters[1], artur)
    ]
    work.session.delete(unsealed[0])
    work.commit()
    work.act_as(None, "auditor")
    rated = {UUID(each.encounter): each for each in find_rated(work, EVERYTHING).rated}
    raters = [{name for given in rated[id].levels.values() for name in given} for id in held.encounters[:3]]
    assert str(asia) not in raters[0]
    assert str(artur) not in raters[1]
    assert raters[2] == {str(held.accounts[login]) for login in COMMISSION}


def test_a_span_narrows_places_in_the_day_stay_and_too_long_a_span_is_refused(
    work: OwnWork, held: RatedExam, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.act_as(None, "office")
    whole = find_rated(work, EVERYTHING)
    assert [len(whole.rated), whole.criteria] == [12, tuple(sorted(held.criteria))]
    assert sorted(each.places[str(held.accounts["asia"])] for each in whole.rated) == list(range(1, 13))
    one = find_rated(work, Span(criterion=held.criteria[0]))
    assert {code for each in one.rated for code in each.levels} == {held.criteria[0]}
    assert one.criteria == whole.criteria, "the page still offers the others"
    (scenario, _), *_ = whole.choices.scenarios
    assert len(find_rated(work, Span(exam_id=held.id, scenario=scenario)).rated) == 12
    assert find_rated(work, Span(scenario="inny")).rated == ()
    day = date(2027, 3, 1)
    assert len(find_rated(work, Span(since=day, until=day)).rated) == 12
    assert find_rated(work, Span(since=date(2027, 3, 2))).rated == ()
    assert find_rated(work, Span(until=date(2027, 2, 28))).rated == ()
    assert not work.recording, "reading writes nothing"
    monkeypatch.setattr("exam_server.services.agreement.MOST", 11)
    with pytest.raises(Refused, match="12 encounters"):
        find_rated(work, EVERYTHING)


def test_a_chair_sees_the_exams_they_lead_and_a_stranger_none(work: OwnWork, held: RatedExam) -> None:
    work.act_as(held.accounts["czeslawa"], "chair")
    assert len(find_rated(work, EVERYTHING).rated) == 12
    assert sorted(find_rated(work, EVERYTHING).names.values())[0] == "Artur Asesorski"
    work.act_as(held.accounts["asia"], "chair")
    assert find_rated(work, EVERYTHING).rated == (), "who rated there but didn't lead"


def test_ones_own_position_waits_until_the_results_are_released_and_names_nobody(
    work: OwnWork, held: RatedExam
) -> None:
    work.act_as(held.accounts["asia"], "assessor")
    found = find_own(work, EVERYTHING)
    assert [len(found.rated), dict(found.names)] == [12, {}]
    work.record()
    work.session.get_one(ExamRow, held.id).state = "closed"
    work.commit()
    assert find_own(work, EVERYTHING).rated == ()


def test_a_process_of_its_own_reckons_what_is_reckoned_here_and_where_it_dies_nothing_is_made_up(
    work: OwnWork, held: RatedExam, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.act_as(None, "office")
    rated = find_rated(work, EVERYTHING).rated
    assert report_apart(rated) == make_report(rated, SEED)
    asia = str(held.accounts["asia"])
    assert position_apart(rated, asia) == make_position(rated, asia, SEED)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert report_apart(rated[:3]).encounters == 3, "few encounters need no process"
    with pytest.raises(Refused, match="ended before"):
        report_apart(rated)
