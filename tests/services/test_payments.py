"""Fees and the accounts of cases on both databases: plain records that only the body's rule lets keep anybody out."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import exam
from exam_server.services.candidate_cases import make_case
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.fees import decide_fee, list_current_fees, list_decided_fees
from exam_server.services.legal_day import legal_day
from exam_server.services.payments import NewEntry, add_entry, get_account
from tests.making import CANDIDATES, CODE, OwnWork, make_player, plan_exam


@pytest.fixture
def exam_id(work: OwnWork) -> UUID:
    return plan_exam(work, ()).id


@pytest.fixture
def case_id(work: OwnWork, exam_id: UUID) -> UUID:
    made = make_case(work, exam.get_exam(work, exam_id).edition_id, CANDIDATES[0])
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    return made


def add(work: OwnWork, case_id: UUID, kind: str, amount: int, **more: object) -> UUID:
    made = add_entry(work, case_id, NewEntry(kind, amount, legal_day(work), **more))  # type: ignore[arg-type]
    work.commit()
    return made


@pytest.mark.rule("L11")
def test_a_decided_fee_holds_from_its_day_with_author_and_reason(work: OwnWork, case_id: UUID) -> None:
    today = legal_day(work)
    decide_fee(work, CODE, "whole", 0, 250_000, today, "Uchwała 3.")
    work.commit()
    decide_fee(work, CODE, "set", 2, 90_000, today + timedelta(days=3), "Uchwała 4.")
    work.commit()
    assert [(each.service, each.amount) for each in list_current_fees(work, CODE)] == [("whole", 250_000)]
    newest, first = list_decided_fees(work, CODE)
    assert (newest.fee.set_number, first.decided_by, first.reason) == (2, "Olga Organizująca", "Uchwała 3.")
    for service, number in (("set", 9), ("whole", 1), ("gift", 0)):
        with pytest.raises(NotFound):
            decide_fee(work, CODE, service, number, 1, today, "x")


def test_an_account_keeps_every_line_and_a_mistake_is_made_void(work: OwnWork, case_id: UUID) -> None:
    add(work, case_id, "due", 250_000)
    wrong = add(work, case_id, "paid", 25_000, way="cash")
    add(work, case_id, "paid", 250_000, way="transfer", note="wyciąg 3")
    add(work, case_id, "void", 0, voids=wrong, note="zero za mało")
    found = get_account(work, case_id)
    assert (found.account.asked, found.account.paid, found.account.owed) == (250_000, 250_000, 0)
    assert [line.holds for line in found.lines] == [True, False, True, False]
    assert found.lines[0].noted_by == "Olga Organizująca"
    with pytest.raises(Refused, match="void already"):
        add(work, case_id, "void", 0, voids=wrong, note="jeszcze raz")
    work.drop()
    with pytest.raises(NotFound):
        add(work, UUID(int=5), "due", 1)


@pytest.mark.rule("P3")
def test_who_owes_sits_unless_the_body_decided_otherwise(work: OwnWork, exam_id: UUID, case_id: UUID) -> None:
    add(work, case_id, "due", 100)
    decide_policy(work, "fee_blocks", 1, legal_day(work), "Uchwała 5.")
    work.commit()
    with pytest.raises(Refused, match="K0001") as refused:
        exam.add_candidates(work, exam_id, CANDIDATES[:2])
    assert refused.value.rule == "P3"
    work.drop()
    add(work, case_id, "let_off", 100, let_off="agreement")
    assert exam.add_candidates(work, exam_id, CANDIDATES[:2]) == 2
    work.commit()
