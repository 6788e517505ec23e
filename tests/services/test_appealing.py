"""An appeal from its filing to the ruling on both databases: others decide, the old decision stays, the new one counts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.problems import NotFound, Refused
from exam_server.services import handling_appeals as handling
from exam_server.services import hearing_appeals as hearing
from exam_server.services import people
from exam_server.services.appeal_panel import assign_members, list_choices
from exam_server.services.appeal_rows import TAGS, get_appeal_row
from exam_server.services.appeal_view import cite, list_own_hearings, list_queue, show_appeal, show_hearing
from exam_server.services.appealing import Filing, file_from_paper, file_own, has_open_appeal, withdraw_appeal
from exam_server.services.case import find_released_result, view_whole
from exam_server.services.decisions import list_history
from exam_server.services.legal_day import legal_day
from exam_server.services.own_appeals import list_own_appealable, list_own_appeals
from exam_server.services.protocol_members import list_panels
from exam_server.services.releasing import find_releasable
from exam_server.store.tables import AppealRow, AuditEventRow, CaseRow, NoticeRow, StageRow
from exam_server.web.event_words import EVENTS
from tests.appealed import WORDS, Appealed, as_decider, as_office, assign, file, make_told, recuse, rule, seal_all
from tests.deciding import act_as as as_decided
from tests.deciding import add_evidence, decide
from tests.making import OwnWork


@pytest.fixture
def told(work: OwnWork) -> Appealed:
    return make_told(work)


@pytest.mark.rule("S9")
def test_a_ruling_by_others_makes_a_new_decision_and_keeps_the_old_one(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    assert has_open_appeal(work, told.case_id)
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="not_met", zofia="met")
    assert rule(work, told, appeal_id) == 1
    history = [each for each in list_history(work, told.case_id) if each.criterion == "1A1"]
    assert [(each.verdict, each.supersedes) for each in history] == [("not_met", None), ("met", history[0].id)]
    assert set(history[1].members) == set(map(str, told.deciders.values()))
    assert [each.reason for each in history[1].dissent] == ["Powód ewa."]
    view = view_whole(work, work.session.get_one(CaseRow, told.case_id))
    assert view.held["1A1"].verdict == "met"
    row = next(each for each in view.rows if each.criterion == "1A1")
    assert (row.standing, row.evidence[-1].source_kind) == ("met", "appeal")
    assert has_open_appeal(work, told.case_id)


@pytest.mark.rule("S9", "L19")
def test_a_protocol_of_what_a_ruling_decided_names_its_members_and_takes_their_signatures(
    work: OwnWork, told: Appealed
) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="not_met", zofia="met")
    rule(work, told, appeal_id)
    as_decided(work, told.made, "czeslawa")
    case = work.session.get_one(CaseRow, told.case_id)
    [panel] = list_panels(work, case, {"1A1", "1A2"})
    assert (panel.appeal, panel.criteria) == (cite(get_appeal_row(work, appeal_id)), ("1A1",))
    assert [(each.name, each.role) for each in panel.members][0] == ("Zofia Odwoławcza", "chair")
    assert {each.name for each in panel.members} == {"Jan Odwoławczy", "Ewa Odwoławcza", "Zofia Odwoławcza"}
    assert list(list_panels(work, case, {"1A2"})) == [], "nothing that a ruling decided"


@pytest.mark.rule("S9")
def test_the_commission_decides_over_a_ruling_only_on_what_a_later_verification_shows(
    work: OwnWork, told: Appealed
) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    rule(work, told, appeal_id)
    ruled = list_history(work, told.case_id)[-1].id
    anew = {"reason": "Jednak nie.", "supersedes": ruled}
    add_evidence(work, told.made, "1A1", "not_met", "conversation_with_simulation")
    with pytest.raises(Refused) as refused:
        decide(work, told.made, "1A1", "not_met", **anew)
    assert refused.value.rule == "S9"
    work.drop()
    told.made.stage_id = add_stage(work, told)
    add_evidence(work, told.made, "1A1", "not_met", "evidence_analysis")
    decide(work, told.made, "1A1", "not_met", **anew)
    assert list_history(work, told.case_id)[-1].supersedes == ruled


def add_stage(work: OwnWork, told: Appealed) -> UUID:
    """A later stage of the case that belongs to no exam."""
    work.record()
    row = StageRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=told.case_id,
        kind="portfolio",
        created_at=work.now,
    )
    work.session.add(row)
    work.commit()
    return row.id


@pytest.mark.rule("P7")
def test_the_candidate_sees_the_new_decision_once_told_and_no_release_tells_it_before(
    work: OwnWork, told: Appealed
) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    rule(work, told, appeal_id)
    as_office(work, told)
    assert find_releasable(work, told.made.exam_id).stages == () == find_releasable(work, told.made.exam_id).decided
    before = find_released_result(work, told.case_id)
    assert before is not None and before.held["1A1"].verdict == "not_met"
    work.actor = told.candidate
    [own] = list_own_appeals(work, told.case_id)
    assert (own.state, own.ruling) == ("assigned", None)
    as_office(work, told)
    handling.tell_ruling(work, appeal_id)
    work.commit()
    after = find_released_result(work, told.case_id)
    assert after is not None and after.held["1A1"].verdict == "met"
    work.actor = told.candidate
    [own] = list_own_appeals(work, told.case_id)
    assert own.ruling is not None and (own.state, own.ruling.outcome, own.ruling.proposed_by) == ("told", "upheld", "")
    assert not has_open_appeal(work, told.case_id)
    kinds = [each.kind for each in work.session.scalars(select(NoticeRow).where(NoticeRow.case_id == told.case_id))]
    assert {"appeal_received", "appeal_ruled"} <= set(kinds)


@pytest.mark.rule("S9")
def test_a_dismissed_appeal_changes_nothing_of_the_case(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="not_met", ewa="not_met", zofia="met")
    before = view_whole(work, work.session.get_one(CaseRow, told.case_id)).state_hash
    assert rule(work, told, appeal_id) == 0
    assert view_whole(work, work.session.get_one(CaseRow, told.case_id)).state_hash == before


@pytest.mark.rule("S9")
def test_nobody_who_verified_may_decide_admit_or_see_the_appeal(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    as_office(work, told)
    handling.admit_appeal(work, appeal_id)
    work.commit()
    grounds = {each.name: each.ground for each in list_choices(work, get_appeal_row(work, appeal_id))}
    assert {grounds[name] for name in ("Joanna Asesorska", "Artur Asesorski", "Czesława Przewodnicząca")} == {
        "involved"
    }
    assert grounds["Jan Odwoławczy"] is None
    others = list(told.deciders.values())
    for chosen, chair, why in (
        ([*others, told.made.accounts["asia"]], told.deciders["zofia"], "S9"),
        (others[:2], told.deciders["zofia"], "S2"),
        (others, told.deciders["jan"], "S2"),
    ):
        with pytest.raises(Refused) as refused:
            assign_members(work, appeal_id, chosen, chair)
        assert refused.value.rule == why
        work.drop()
    assign_members(work, appeal_id, others, told.deciders["zofia"])
    work.commit()
    work.act_as(told.made.accounts["asia"], "assessor")
    assert list_own_hearings(work) == []
    for act in (
        lambda: show_hearing(work, appeal_id),
        lambda: hearing.seal_opinion(work, appeal_id, {"1A1": ("met", "tak")}),
        lambda: hearing.confirm_appeal_ruling(work, appeal_id),
    ):
        with pytest.raises(NotFound):
            act()
        work.drop()
    work.act_as(told.made.accounts["asia"], "office")
    again = file_again(work, told, appeal_id)
    work.act_as(told.made.accounts["asia"], "office")
    with pytest.raises(Refused) as own:
        handling.admit_appeal(work, again)
    assert own.value.rule == "S9"


def file_again(work: OwnWork, told: Appealed, appeal_id: UUID) -> UUID:
    """The first one is taken back, and filed anew."""
    work.actor = told.candidate
    with pytest.raises(Refused, match="under way"):
        file(work, told, "1A1")
    work.drop()
    work.actor = told.candidate
    withdraw_appeal(work, told.case_id, appeal_id)
    work.commit()
    return file(work, told, "1A1")


@pytest.mark.rule("P3")
def test_a_late_appeal_is_admitted_with_a_reason_or_refused_by_its_rule(work: OwnWork, told: Appealed) -> None:
    as_office(work, told)
    filing = Filing(told.made.stage_id, (), None, ["procedure"], WORDS)
    late = legal_day(work) + timedelta(days=20)
    with pytest.raises(Refused) as ahead:
        file_from_paper(work, told.case_id, filing, late)
    assert ahead.value.rule == "P3"
    work.drop()
    with pytest.raises(Refused, match="before the result was told"):
        file_from_paper(work, told.case_id, filing, legal_day(work) - timedelta(days=1))
    work.drop()
    first = file_from_paper(work, told.case_id, filing, legal_day(work))
    work.commit()
    move_term(work, first)
    with pytest.raises(Refused) as unsaid:
        handling.admit_appeal(work, first)
    assert unsaid.value.rule == "P3"
    work.drop()
    handling.refuse_appeal(work, first, "Wpłynęło po terminie, bez wyjaśnienia.", as_late=True)
    work.commit()
    assert [(each.step, each.rule) for each in show_appeal(work, first).steps] == [("refused", "P3")]
    second = file_from_paper(work, told.case_id, filing, legal_day(work))
    work.commit()
    move_term(work, second)
    handling.admit_appeal(work, second, "Kandydatka leżała w szpitalu.")
    work.commit()
    view = show_appeal(work, second)
    assert (view.line.is_late, view.line.state) == (True, "admitted")
    assert (view.steps[0].reason, view.steps[0].rule) == ("Kandydatka leżała w szpitalu.", "P3")
    assert [each.id for each in list_queue(work)] == [second, first]


def move_term(work: OwnWork, appeal_id: UUID) -> None:
    """As if the last day had been yesterday."""
    work.record()
    row = work.session.get_one(AppealRow, appeal_id)
    row.until = row.received_on - timedelta(days=1)
    work.commit()


@pytest.mark.rule("S9")
def test_an_appeal_is_about_told_results_of_an_own_case_alone(work: OwnWork, told: Appealed) -> None:
    work.actor = told.candidate
    [stage] = list_own_appealable(work, told.case_id)
    assert {code: met for code, _, met in stage.criteria} == {"1A1": False, "1A2": True, "2A2": True}
    filing = Filing(stage.stage_id, ["2A1"], None, ["rating"], WORDS)
    with pytest.raises(Refused):
        file_own(work, told.case_id, filing, [])
    work.drop()
    with pytest.raises(Refused, match="question 7"):
        file_own(work, told.case_id, Filing(stage.stage_id, (), 7, ["item"], WORDS), [])
    work.drop()
    whole = file(work, told)
    assert work.session.get_one(AppealRow, whole).criteria == ["1A1"]
    work.act_as(told.deciders["jan"], "assessor")
    with pytest.raises(NotFound):
        list_own_appeals(work, told.case_id)


@pytest.mark.rule("P7")
def test_a_view_is_sealed_once_hidden_until_all_have_and_another_member_confirms(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met")
    with pytest.raises(Refused):
        seal_all(work, told, appeal_id, ewa="not_met")
    work.drop()
    as_decider(work, told, "zofia")
    view = show_hearing(work, appeal_id)
    assert (view.opinions, view.course, [sealed for _, _, sealed in view.seats].count(True)) == ((), None, 2)
    with pytest.raises(Refused) as early:
        hearing.propose_appeal_ruling(work, appeal_id, {"1A1": "bo"}, "bo")
    assert early.value.rule == "S2"
    work.drop()
    seal_all(work, told, appeal_id, zofia="not_met")
    as_decider(work, told, "zofia")
    view = show_hearing(work, appeal_id)
    assert len(view.opinions) == 3 and view.course is not None and view.course.outcome == "upheld"
    hearing.propose_appeal_ruling(work, appeal_id, {"1A1": "Zapis to pokazuje."}, "Zasadne.")
    work.commit()
    with pytest.raises(Refused) as own:
        hearing.confirm_appeal_ruling(work, appeal_id)
    assert own.value.rule == "P7"
    work.drop()
    as_decider(work, told, "jan")
    hearing.return_appeal_ruling(work, appeal_id, "Podaj chwilę z zapisu.")
    work.commit()
    assert show_hearing(work, appeal_id).ruling is None
    assert rule(work, told, appeal_id) == 1


@pytest.mark.rule("S9")
def test_whoever_stays_keeps_the_view_that_they_sealed_and_a_smaller_panel_is_heard_at_once(
    work: OwnWork, told: Appealed
) -> None:
    more = people.make_account(work, "adam-o", "Adam", "Odwoławczy", ["assessor"])
    work.commit()
    appeal_id = file(work, told, "1A1")
    as_office(work, told)
    handling.admit_appeal(work, appeal_id)
    work.commit()
    three, chair = list(told.deciders.values()), told.deciders["zofia"]
    assign_members(work, appeal_id, [*three, more], chair)
    work.commit()
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    assert get_appeal_row(work, appeal_id).state == "assigned"
    as_office(work, told)
    assign_members(work, appeal_id, three, chair)
    work.commit()
    assert get_appeal_row(work, appeal_id).state == "heard"
    assert rule(work, told, appeal_id) == 1


@pytest.mark.rule("S9")
def test_once_all_have_sealed_only_who_may_decide_no_more_is_replaced_and_with_a_reason(
    work: OwnWork, told: Appealed
) -> None:
    more = people.make_account(work, "adam-o", "Adam", "Odwoławczy", ["assessor"])
    work.commit()
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="not_met")
    others, chair = [told.deciders["jan"], more, told.deciders["zofia"]], told.deciders["zofia"]
    as_office(work, told)
    with pytest.raises(Refused, match="nothing keeps them"):
        assign_members(work, appeal_id, others, chair, "Nie podoba nam się wynik.")
    work.drop()
    recuse(work, told, told.deciders["ewa"])
    with pytest.raises(Refused, match="is missing"):
        assign_members(work, appeal_id, others, chair)
    work.drop()
    assign_members(work, appeal_id, others, chair, "Ewa jest krewną kandydatki.")
    work.commit()
    view = show_appeal(work, appeal_id)
    assert (view.line.state, view.steps[-1].reason) == ("assigned", "Ewa jest krewną kandydatki.")


def test_an_appeals_year_is_that_of_the_day_in_poland() -> None:
    assert cite(AppealRow(number=7, filed_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))) == "O/7/2027"


def test_the_trail_names_every_step_without_names_and_words(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    rule(work, told, appeal_id)
    events = work.session.scalars(select(AuditEventRow).where(AuditEventRow.subject_id == appeal_id)).all()
    tags = [each.tag for each in events]
    assert tags.count("case.appeal.opinion.sealed") == 3
    assert {"case.appeal.filed", "case.appeal.heard", "case.appeal.ruling.confirmed"} <= set(tags)
    assert not [each for each in events if WORDS in str(each.facts) or "Powód" in str(each.facts)]
    assert set(TAGS.values()) <= set(EVENTS)
