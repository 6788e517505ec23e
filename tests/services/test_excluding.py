"""Who may not verify a candidate has settled nothing of theirs, whenever that turns out; who may again, has."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from exam_server.core.candidates import CandidateEntry
from exam_server.services import advisors, appointing, judging, trainings
from exam_server.services.case import get_case
from exam_server.services.correcting import correct_person, get_person_data
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.excluding import follow_policies
from exam_server.services.legal_day import legal_day
from exam_server.services.sources import show_evidence
from exam_server.store.case import list_evidence
from exam_server.store.tables import CaseAdvisorRow, EvidenceRow, PolicyRow, SittingRow
from tests.deciding import act_as
from tests.judged import Handed, make_proved, seal_all
from tests.making import CANDIDATES, NOBODY, OwnWork
from tests.written import MadeWritten, make_written, read
from tests.written import act_as as act_as_reader

REASON = "Uchwała."
BORN = date(1980, 5, 4)
MET, OPENED = ("met", None), ("open", "awaits_reading")


def make_settled(work: OwnWork) -> Handed:
    """A portfolio of one criterion that all three accept."""
    made = make_proved(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    act_as(work, made.case, "olga")
    return made


def records(work: OwnWork, case_id: UUID, kind: str) -> list[EvidenceRow]:
    return [each for each in list_evidence(work.session, case_id) if each.source_kind == kind]


def said(work: OwnWork, made: Handed) -> list[tuple[str, str | None]]:
    """What each record of the portfolio said, oldest first."""
    return [(each.verdict, each.open_reason) for each in records(work, made.case_id, "document")]


def train(work: OwnWork, trainer: UUID, participant: CandidateEntry) -> None:
    today = legal_day(work)
    training = trainings.make_training(work, "Kurs", today, today, [trainer])
    trainings.add_participants(work, training, [participant])
    work.commit()


def decide(work: OwnWork, excluded: int, after: int = 0) -> None:
    decide_policy(work, "advisor_excluded", excluded, legal_day(work) + timedelta(days=after), REASON)
    work.commit()


def let_the_day_come(work: OwnWork) -> int:
    """As if what was decided for later held by now; then what the upkeep does, for whom no organisation is its own."""
    work.record()
    for row in work.session.query(PolicyRow):
        row.holds_from = min(row.holds_from, legal_day(work))
    work.commit()
    own, work.organisation_id = work.organisation_id, NOBODY
    touched = follow_policies(work)
    work.commit()
    work.organisation_id = own
    return touched


@pytest.mark.rule("S2")
def test_a_settlement_is_evidence_of_nothing_once_one_of_its_members_is_recused(work: OwnWork) -> None:
    made = make_settled(work)
    appointing.recuse(work, made.case.exam_id, made.case_id, made.case.accounts["artur"], "own", "")
    work.commit()
    first, opened = records(work, made.case_id, "document")
    assert said(work, made) == [MET, OPENED] and opened.supersedes == first.id
    view = get_case(work, made.case_id)
    (point,) = [each for each in view.agenda.points if each.criterion == "1B5"]
    assert (point.open_reason, point.proof, point.minutes) == ("awaits_reading", "evidence_analysis", 0)
    source = show_evidence(work, opened.id).portfolio
    assert source is not None and source.settled is not None and not source.settled.stands


@pytest.mark.rule("S2")
def test_what_was_settled_with_a_member_who_falls_ill_later_holds_and_theirs_is_marked(work: OwnWork) -> None:
    made = make_settled(work)
    appointing.recuse(work, made.case.exam_id, made.case_id, made.case.accounts["artur"], "illness", "")
    work.commit()
    [record] = records(work, made.case_id, "document")
    source = show_evidence(work, record.id).portfolio
    assert source is not None and source.settled is not None and source.settled.stands
    [piece] = source.pieces
    assert [(each.counts, each.replaced) for each in piece.judgements].count((True, True)) == 1


@pytest.mark.rule("S10")
def test_a_training_that_is_found_later_opens_what_its_trainer_settled_once(work: OwnWork) -> None:
    made = make_settled(work)
    train(work, made.case.accounts["asia"], CANDIDATES[0])
    assert said(work, made) == [MET, OPENED]
    train(work, made.case.accounts["artur"], CANDIDATES[0])
    assert said(work, made) == [MET, OPENED], "it's open already"


@pytest.mark.rule("S10")
def test_a_corrected_date_of_birth_that_makes_somebody_a_participant_opens_it_too(work: OwnWork) -> None:
    made = make_settled(work)
    given, family = CANDIDATES[0].given_names, CANDIDATES[0].family_name
    train(work, made.case.accounts["asia"], CandidateEntry(given, family, BORN))
    assert said(work, made) == [MET], "nothing says that it's the same person"
    data = get_person_data(work, made.case_id)
    correct_person(work, made.case_id, CandidateEntry(given, family, BORN, data.email, data.phone), "Dowód osobisty.")
    work.commit()
    assert said(work, made) == [MET, OPENED]


def advise(work: OwnWork, made: Handed, login: str) -> None:
    work.record()
    shared = {"organisation_id": work.organisation_id, "case_id": made.case_id}
    row = CaseAdvisorRow(id=work.new_id(), account_id=made.case.accounts[login], **shared)
    row.taken_on, row.made_at = legal_day(work), work.now
    work.session.add(row)
    work.commit()


@pytest.mark.rule("S8", "P3")
def test_what_an_advisor_settled_holds_as_long_as_the_body_lets_advisors_judge(work: OwnWork) -> None:
    made = make_proved(work)
    decide(work, 0)
    advise(work, made, "artur")
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    decide(work, 1)
    assert said(work, made) == [MET, OPENED]
    decide(work, 0)
    assert said(work, made) == [MET, OPENED, MET]
    first, opened, restored = records(work, made.case_id, "document")
    assert (opened.supersedes, restored.supersedes) == (first.id, opened.id)
    assert {each.source_hash for each in (first, opened, restored)} == {first.source_hash}
    source = show_evidence(work, restored.id).portfolio
    assert source is not None and source.settled is not None and source.settled.stands


@pytest.mark.rule("S8", "P3")
def test_a_decision_for_later_opens_what_it_must_on_its_day_and_once(work: OwnWork) -> None:
    made = make_proved(work)
    decide(work, 0)
    advise(work, made, "artur")
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    decide(work, 1, after=1)
    assert said(work, made) == [MET]
    assert (let_the_day_come(work), let_the_day_come(work)) == (1, 0)
    assert said(work, made) == [MET, OPENED]


def case_of(work: OwnWork, made: MadeWritten) -> UUID:
    return work.session.get_one(SittingRow, made.first).case_id


@pytest.mark.rule("S8", "P3")
@pytest.mark.parametrize("demanding", [True, False], ids=["a form that asks for a commission", "one that asks nothing"])
def test_a_text_that_an_advisor_read_waits_while_advisors_may_not_judge(work: OwnWork, demanding: bool) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=demanding)
    act_as_reader(work, made, "olga")
    decide(work, 0)
    advisors.name_advisor(work, case_of(work, made), made.accounts["asia"])
    work.commit()
    for login in ("asia", "artur"):
        read(work, made, login, 3, 3)
    act_as_reader(work, made, "olga")
    verdicts = []
    for excluded in (1, 1, 0):
        decide(work, excluded)
        newest = [each for each in records(work, case_of(work, made), "sitting") if each.criterion == "2A2"][-1]
        verdicts.append((newest.verdict, newest.open_reason))
    assert verdicts == [OPENED, OPENED, MET]
