"""A protocol states each member's judgement of each piece, and what was recognised earlier with its grounds."""

from datetime import date
from pathlib import Path

import pytest

from exam_server.core.judging import Target
from exam_server.core.protocol import CriterionPart, ProtocolRecord
from exam_server.core.recognition import Basis
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services import appointing, judging, recognising
from exam_server.services.papers.case_protocol import print_protocol
from exam_server.services.papers.reader import Reader
from exam_server.services.people import make_account
from exam_server.services.protocol_portfolio import list_judgements
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from tests.deciding import COMMISSION, act_as
from tests.judged import Handed, judge, make_handed, make_proved, seal, seal_all
from tests.making import OwnWork
from tests.portfolios import bring
from tests.proving import prove
from tests.reading_pdf import text_of

READER = Reader("pl", str, *(lambda at: f"{at:%d.%m.%Y %H:%M}" if at else "" for _ in range(3)))
BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))


@pytest.fixture
def made(work: OwnWork) -> Handed:
    return make_handed(work)


def record(work: OwnWork, made: Handed, scope: int = 0) -> ProtocolRecord:
    act_as(work, made.case, "czeslawa")
    return gather_record(work, made.case_id, Wanted(scope), Issue("2026/00001", date(2026, 3, 2), 14))


@pytest.mark.rule("P2")
def test_a_protocol_states_each_judgement_once_something_was_settled(work: OwnWork, made: Handed) -> None:
    judge(work, made, "asia", made.mappings[0])
    assert not any(criterion.judgements for criterion in _criteria(record(work, made)))
    seal_all(work, made, artur=made.mappings[0])
    for login in COMMISSION:
        act_as(work, made.case, login)
        judging.vote_together(work, made.case_id, Target("2A1", "a"), True, "tak")
        work.commit()
    found = record(work, made)
    told = {criterion.code: criterion.judgements for criterion in _criteria(found) if criterion.judgements}
    assert [(each.member, each.part, each.counts) for each in told["2A1"]] == [
        ("Artur Asesorski", "a", True),
        ("Czesława Przewodnicząca", "a", True),
        ("Joanna Asesorska", "a", True),
    ]
    assert [answer.holds for answer in told["2A1"][0].answers] == [False, True, True]
    assert from_plain(ProtocolRecord, to_plain(found)) == found
    printed = text_of(print_protocol(found, "ab" * 32, READER, work.now))
    assert "Praktyka w herbaciarni" in printed and "powód: sufficient" in printed


@pytest.mark.rule("S2")
def test_a_protocol_tells_no_judgements_of_what_is_judged_anew_until_it_is_settled_again(work: OwnWork) -> None:
    made = make_proved(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    assert len(list_judgements(work, made.case_id)["1B5"]) == 3
    accounts = made.case.accounts
    accounts["zofia"] = make_account(work, "zofia", "Zofia", "Zastępująca", ["assessor"])
    work.commit()
    prove(work, accounts["zofia"], "c")
    act_as(work, made.case, "olga")
    appointing.recuse(
        work, made.case.exam_id, made.case_id, accounts["artur"], "request", "zna kandydatkę", accounts["zofia"]
    )
    work.commit()
    assert list_judgements(work, made.case_id) == {}
    seal(work, made, "zofia")
    assert list_judgements(work, made.case_id) == {}
    judging.settle_agreed(work, made.case_id)
    work.commit()
    told = {each.member: each.counts for each in list_judgements(work, made.case_id)["1B5"]}
    assert told["Artur Asesorski"] is False and told["Zofia Zastępująca"] is True and len(told) == 4


@pytest.mark.rule("L9")
def test_a_protocol_states_what_was_recognised_on_which_document(work: OwnWork, made: Handed, tmp_path: Path) -> None:
    work.actor = made.candidate
    document = bring(work, tmp_path, made.case_id)
    act_as(work, made.case, "asia")
    recognition = recognising.propose_recognition(work, made.case_id, "2A", BASIS, document, "ten sam zakres")
    work.commit()
    for login in ("artur", "czeslawa"):
        act_as(work, made.case, login)
        recognising.vote_on_recognition(work, made.case_id, recognition, True, "tak")
        work.commit()
    assert record(work, made).recognitions == ()
    recognising.confirm_recognition(work, made.case_id, recognition)
    work.commit()
    found = record(work, made, 2)
    assert [(each.code, each.criteria) for each in found.recognitions] == [("2A", ("2A1", "2A2"))]
    assert record(work, made, 1).recognitions == ()
    printed = text_of(print_protocol(found, "ab" * 32, READER, work.now))
    assert "17/2024" in printed and "Instytut Herbaty" in printed


def _criteria(found: ProtocolRecord) -> list[CriterionPart]:
    return [each for one in found.sets for outcome in one.outcomes for each in outcome.criteria]
