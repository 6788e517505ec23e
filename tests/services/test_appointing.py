"""An exam's commission: appointed with proofs that stay, checked for each candidate, mended by replacements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound, Refused
from exam_server.services import (
    appointing,
    commission,
    composing,
    credentials,
    declaring,
    members,
    simulation,
    trainings,
)
from exam_server.services.advisors import name_advisor
from exam_server.services.case_list import list_cases
from exam_server.services.credentials import GivenDocument, get_person_id
from exam_server.services.exam import ExamPlan, add_candidates, get_exam, list_members, make_exam
from exam_server.services.exam_commission import weigh
from exam_server.services.legal_day import legal_day
from exam_server.services.people import make_account
from exam_server.services.qualification import Edition, adopt_edition, get_edition
from exam_server.store.commission import find_commission, list_seats
from exam_server.store.credentials import list_declarations
from exam_server.store.simulation import list_assessors, list_encounters
from exam_server.store.tables import AuditEventRow
from tests.encounters import COMMISSION, load_scenario, plan_exam
from tests.making import CANDIDATES, OwnWork, make_player
from tests.other_qualification import CODE as OTHER_CODE
from tests.other_qualification import QUALIFICATION as OTHER
from tests.proving import appoint, prove, prove_all
from tests.shipped import CODE

CAST = (*COMMISSION, "robert", "pola", "olga", "damian")


class Day:
    """An exam of the shipped qualification with one candidate; the commission's members have proved everything."""

    def __init__(self, work: OwnWork) -> None:
        self.accounts = {login: make_player(work, login) for login in CAST}
        self.exam_id = plan_exam(work, self.accounts)
        prove_all(work, self.members)
        work.act_as(self.accounts["olga"], "office")
        self.case_id = list_cases(work)[0].id

    def edition(self, work: OwnWork) -> Edition:
        return get_edition(work, get_exam(work, self.exam_id).edition_id)

    @property
    def members(self) -> list[UUID]:
        return [self.accounts[login] for login in COMMISSION]

    @property
    def chair(self) -> UUID:
        return self.accounts["czeslawa"]


@pytest.fixture
def day(work: OwnWork) -> Day:
    return Day(work)


def rules_of(work: OwnWork, day: Day) -> list[str]:
    return [problem.rule for problem in commission.check_commission(work, day.case_id).problems]


def substitute(work: OwnWork, held: str) -> UUID:
    """Somebody else who may sit as an assessor."""
    made = make_account(work, f"zast-{held}", "Zofia", "Zastępująca", ("assessor",))
    work.commit()
    prove(work, made, held)
    return made


@pytest.mark.rule("S2")
@pytest.mark.rule("S3")
def test_a_case_without_an_appointed_commission_is_blocked_and_with_one_it_isn_t(work: OwnWork, day: Day) -> None:
    assert rules_of(work, day) == ["S2"]
    with pytest.raises(Refused) as refused:
        commission.require_commission(work, day.case_id)
    assert refused.value.rule == "S2"
    appoint(work, day.exam_id, day.members, day.chair)
    found = commission.require_commission(work, day.case_id)
    assert {each.account_id: each.credentials for each in found.members} == dict(
        zip(day.members, [("a", "b"), ("c",), ("b", "d")], strict=True)
    )


@pytest.mark.rule("S3")
def test_an_illegal_commission_is_not_appointed_and_the_refusal_names_the_rule(work: OwnWork, day: Day) -> None:
    for chosen, rule in ((day.members[:2], "S2"), (day.members[1:], "S2")):
        with pytest.raises(Refused) as refused:
            appointing.appoint(work, day.exam_id, chosen, chosen[0])
        assert refused.value.rule == rule
        work.drop()
    second = substitute(work, "bd")
    with pytest.raises(Refused) as refused:
        appointing.appoint(work, day.exam_id, [*day.members[1:], second], day.chair)
    assert refused.value.rule == "S3" and "a" in str(refused.value.why)
    work.drop()
    assert find_commission(work.session, day.exam_id) is None
    with pytest.raises(NotFound):
        appointing.appoint(work, day.exam_id, [*day.members, day.accounts["robert"]], day.chair)


@pytest.mark.rule("S4")
def test_what_was_proved_is_frozen_with_the_appointment(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    person = get_person_id(work, day.members[1])
    file = credentials.list_files(work, [person])[person]
    for each in file.documents:
        credentials.withdraw(work, person, each.id)
    work.commit()
    assert rules_of(work, day) == []
    with pytest.raises(Refused):
        appointing.appoint(work, day.exam_id, day.members, day.chair)
    work.drop()
    row = find_commission(work.session, day.exam_id)
    assert row is not None and row.appointed_on == legal_day(work)
    proof = next(seat.proofs for seat, _ in list_seats(work.session, row.id) if seat.account_id == day.members[1])[2]
    assert proof["credential"] == "c" and proof["held"] and proof["days"] >= proof["needed"] >= 1826


@pytest.mark.rule("S5")
def test_who_entered_a_document_or_whose_it_is_can_t_verify_it(work: OwnWork, day: Day) -> None:
    account = substitute(work, "b")
    person = get_person_id(work, account)
    education = credentials.add_education(work, person, "studia", 7)
    document = credentials.add_document(
        work, person, education, GivenDocument("diploma", "dyplom", date(2010, 1, 1), ())
    )
    with pytest.raises(Refused) as refused:
        credentials.verify_document(work, person, document)
    assert refused.value.rule == "S5"
    work.commit()
    work.actor = type(work.actor)(account_id=account, person_id=person, roles=frozenset({"office"}))
    with pytest.raises(Refused):
        credentials.verify_document(work, person, document)
    work.act_as(day.accounts["damian"], "office")
    credentials.verify_document(work, person, document)
    with pytest.raises(NotFound):
        credentials.verify_document(work, get_person_id(work, day.chair), document)


@pytest.mark.rule("S6")
def test_who_hasn_t_declared_isn_t_appointed(work: OwnWork, day: Day) -> None:
    person = get_person_id(work, day.chair)
    with pytest.raises(Refused):
        declaring.declare(work, person, CODE, legal_day(work) + timedelta(days=1))
    work.record()
    for row in list_declarations(work.session, [person], CODE):
        row.qualification = "wypiek-chleba"
    work.commit()
    with pytest.raises(Refused) as refused:
        appointing.appoint(work, day.exam_id, day.members, day.chair)
    assert refused.value.rule == "S6"


@pytest.mark.rule("S10")
def test_a_trainer_of_the_candidate_is_kept_out_and_only_a_replacement_mends_it(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    first, last = date(2024, 1, 8), date(2024, 1, 12)
    training = trainings.make_training(work, "Bilans kompetencji", first, last, [day.members[1]])
    entry = CANDIDATES[0]
    assert trainings.add_participants(work, training, [entry, CandidateEntry("Inna", "Osoba")]) == 2
    assert trainings.add_participants(work, training, [entry]) == 0
    work.commit()
    found = commission.check_commission(work, day.case_id)
    assert [(each.account_id, each.rule) for each in found.excluded] == [(day.members[1], "S10")]
    assert [problem.rule for problem in found.problems] == ["S2", "S3"]
    instead = substitute(work, "c")
    appointing.recuse(work, day.exam_id, day.case_id, day.members[1], "trainer", "", instead)
    work.commit()
    found = commission.require_commission(work, day.case_id)
    assert {each.account_id for each in found.members} == {day.members[0], day.members[2], instead}
    parts = trainings.get_training(work, training).parts
    assert [each.part for each in parts] == ["trainer", "participant", "participant"]
    trainings.note_declaration(work, training, parts[1].id)
    assert trainings.get_training(work, training).parts[1].declared_on == legal_day(work)


@pytest.mark.rule("S10")
def test_who_was_filed_twice_is_known_by_name_and_date_of_birth(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    born = date(1990, 5, 1)
    add_candidates(work, day.exam_id, [CandidateEntry("Łucja", "Ścisła", born), CandidateEntry("Łucja", "Inna", born)])
    work.commit()
    training = trainings.make_training(work, "Kurs", date(2024, 1, 8), date(2024, 1, 8), [day.members[1]])
    source = "imię;nazwisko;data urodzenia;e-mail\nŁucja;Ścisła;1990-05-01;lucja@example.org\n"
    assert trainings.add_participants_from_csv(work, training, source.encode()).added == 1
    assert not trainings.add_participants_from_csv(work, training, b"x").is_filed
    work.commit()
    found = [commission.check_commission(work, case.id).excluded for case in list_cases(work)]
    assert sorted(len(each) for each in found) == [0, 0, 1]


@pytest.mark.rule("S10")
def test_a_replacement_passes_every_check_or_isn_t_appointed(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    trainer, unproved = substitute(work, "c"), make_player(work, "daria")
    training = trainings.make_training(work, "Kurs", date(2024, 1, 8), date(2024, 1, 8), [trainer])
    trainings.add_participants(work, training, CANDIDATES[:1])
    work.commit()
    for instead, rule in ((trainer, "S10"), (day.members[0], "S2")):
        with pytest.raises(Refused) as refused:
            appointing.recuse(work, day.exam_id, day.case_id, day.members[1], "illness", "", instead)
        assert refused.value.rule == rule
        work.drop()
    with pytest.raises(NotFound):
        appointing.recuse(work, day.exam_id, day.case_id, day.members[1], "illness", "", unproved)
    work.drop()
    with pytest.raises(Refused):
        appointing.recuse(work, day.exam_id, day.case_id, day.members[1], "other", " ")
    work.drop()
    assert rules_of(work, day) == []


@pytest.mark.rule("S8")
def test_an_advisor_proves_years_before_the_role_and_then_takes_no_part_in_the_commission(
    work: OwnWork, day: Day
) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    with pytest.raises(Refused) as refused:
        name_advisor(work, day.case_id, day.members[0])
    assert refused.value.rule == "S8"
    person, yesterday = get_person_id(work, day.members[0]), legal_day(work) - timedelta(days=1)
    period = credentials.add_period(
        work, person, "doradca", yesterday.replace(year=yesterday.year - 9, day=1), yesterday
    )
    document = GivenDocument("attestation", "zaświadczenie", yesterday, (f"{CODE}:{credentials.ADVISING}",))
    made = credentials.add_document(work, person, period, document)
    work.act_as(day.accounts["damian"], "office")
    credentials.verify_document(work, person, made)
    work.commit()
    for _ in range(2):
        name_advisor(work, day.case_id, day.members[0])
        work.commit()
    assert [each.rule for each in commission.check_commission(work, day.case_id).excluded] == ["S8"]
    assert composing.propose(work, day.exam_id, composing.list_pool(work, day.edition(work)), 1).blocked


@pytest.mark.rule("S2")
def test_a_recusal_breaks_the_commission_for_that_case_and_the_replacement_rates_in_their_place(
    work: OwnWork, day: Day
) -> None:
    simulation.plan_encounters(work, day.exam_id)
    work.commit()
    appoint(work, day.exam_id, day.members, day.chair)
    encounter = list_encounters(work.session, day.exam_id)[0][0].id
    appointing.recuse(work, day.exam_id, day.case_id, day.chair, "own", "zna kandydatkę prywatnie")
    work.commit()
    assert rules_of(work, day) == ["S2", "S3"]
    assert {each.account_id for each in list_assessors(work.session, encounter)} == set(day.members[:2])
    other = make_account(work, "przewodnik", "Paweł", "Prowadzący", ("chair",))
    work.commit()
    prove(work, other, "d")
    appointing.recuse(work, day.exam_id, day.case_id, day.chair, "own", "", other)
    work.commit()
    assert rules_of(work, day) == []
    assert {each.account_id for each in list_assessors(work.session, encounter)} == {*day.members[:2], other}
    assert next(each.chair for each in list_assessors(work.session, encounter) if each.account_id == other)
    assert len(list_assessors(work.session, encounter, with_left=True)) == 4
    events = [row for row in work.session.query(AuditEventRow) if row.tag == "case.member.recused"]
    assert len(events) == 2 and "prywatnie" not in str([row.facts for row in events])


@pytest.mark.rule("S2")
def test_a_replacement_counts_in_a_new_commission_and_goes_on_sitting_for_that_case(work: OwnWork, day: Day) -> None:
    simulation.plan_encounters(work, day.exam_id)
    work.commit()
    appoint(work, day.exam_id, day.members, day.chair)
    third = substitute(work, "c")
    appointing.recuse(work, day.exam_id, day.case_id, day.members[1], "illness", "", third)
    work.commit()
    choice = weigh(work, day.exam_id, day.members)
    (found,) = choice.candidates
    assert (found.check.is_legal, found.replacements) == (True, ("Zofia Zastępująca",))
    assert weigh(work, day.exam_id, [*day.members, third]).candidates[0].replacements == ()
    appoint(work, day.exam_id, day.members, day.chair)
    assert rules_of(work, day) == []
    commission_row = find_commission(work.session, day.exam_id)
    assert commission_row is not None and commission_row.number == 2
    alone = [row for row, _ in list_seats(work.session, commission_row.id) if row.case_id]
    assert [(row.account_id, row.case_id) for row in alone] == [(third, day.case_id)]
    assert third in {each.account_id for each in list_members(work, day.exam_id)}


def test_an_appointed_commission_is_changed_where_it_was_appointed(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    with pytest.raises(Refused) as refused:
        members.change_members(work, day.exam_id, {"assessor": day.members[:2]})
    assert refused.value.rule == "S2"
    work.drop()
    members.change_members(work, day.exam_id, {"prompter": [day.accounts["pola"]]})
    work.commit()
    assert {each.role for each in list_members(work, day.exam_id)} == {"assessor", "chair", "prompter"}


@pytest.mark.rule("S3")
def test_commissions_are_proposed_from_the_pool_and_the_outlook_says_until_when(work: OwnWork, day: Day) -> None:
    edition = day.edition(work)
    found = composing.propose(work, day.exam_id, composing.list_pool(work, edition), 1)
    assert [set(each.members) for each in found.commissions] == [set(day.members)]
    outlook = composing.look_ahead(edition.content.commission, composing.list_pool(work, edition), legal_day(work))
    assert outlook.possible and outlook.closes_on == outlook.lapses[0].on
    assert {each.credential for each in outlook.lapses} == {"b", "c"}
    appoint(work, day.exam_id, day.members, day.chair)
    appointing.recuse(work, day.exam_id, day.case_id, day.chair, "illness", "")
    work.commit()
    blocked = composing.propose(work, day.exam_id, composing.list_pool(work, edition), 1).blocked
    assert {each.candidate for each in blocked} == {day.case_id}


@pytest.mark.rule("S2")
def test_a_simulation_needs_as_many_members_as_the_form_asks_for(work: OwnWork) -> None:
    accounts = [make_player(work, login) for login in ("asia", "czeslawa")]
    edition_id = adopt_edition(work, OTHER_CODE, replace(OTHER, methods=()))
    work.commit()
    scenario = load_scenario(work, OTHER_CODE)
    planned_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    exam_id = make_exam(work, ExamPlan(edition_id, "Chleb", "Gdynia", planned_at, None, scenario, {}))
    work.commit()
    add_candidates(work, exam_id, CANDIDATES[:1])
    work.commit()
    for account_id in accounts:
        prove(work, account_id, "b", code=OTHER_CODE, level=6)
    appoint(work, exam_id, accounts, accounts[1])
    assert simulation.plan_encounters(work, exam_id) == 1
