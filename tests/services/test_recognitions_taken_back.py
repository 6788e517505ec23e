"""A recognition that turned out wrong is taken back by two: its evidence is superseded, its decisions are named."""

from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.problems import Refused
from exam_server.services import protocols, taking_back
from exam_server.services.case import get_case
from exam_server.services.decisions import list_held
from exam_server.services.recognising_view import show_recognising
from exam_server.services.taking_back import list_undermined
from exam_server.store.case import list_evidence
from exam_server.store.recognition import list_recognised
from exam_server.store.tables import AuditEventRow
from tests.deciding import act_as, decide
from tests.judged import Handed, look, make_handed
from tests.making import OwnWork
from tests.portfolios import bring
from tests.services.test_recognising import recognise

REASON = "instytucja nie wystawiła tego certyfikatu"


@pytest.fixture
def made(work: OwnWork) -> Handed:
    return make_handed(work)


@pytest.fixture
def recognised(work: OwnWork, made: Handed, tmp_path: Path) -> UUID:
    work.actor = made.candidate
    return recognise(work, made, bring(work, tmp_path, made.case_id), "2A1")


def ask(work: OwnWork, made: Handed, recognised: UUID) -> None:
    act_as(work, made.case, "asia")
    taking_back.ask_to_take_back(work, made.case_id, recognised, REASON)
    work.commit()


def take_back(work: OwnWork, made: Handed, recognised: UUID) -> tuple[str, ...]:
    ask(work, made, recognised)
    act_as(work, made.case, "artur")
    undermined = taking_back.confirm_taking_back(work, made.case_id, recognised)
    work.commit()
    return undermined


@pytest.mark.rule("L9")
def test_what_was_taken_back_is_superseded_and_verified_again(work: OwnWork, made: Handed, recognised: UUID) -> None:
    assert look(work, made, "asia").open_claims == []
    assert take_back(work, made, recognised) == ()
    act_as(work, made.case, "czeslawa")
    first, second = (each for each in list_evidence(work.session, made.case_id) if each.source_id == recognised)
    assert (first.verdict, second.verdict, second.supersedes) == ("met", "open", first.id)
    view = get_case(work, made.case_id)
    assert {row.criterion: row.standing for row in view.rows}["2A1"] == "open"
    assert "2A1" in [point.criterion for point in view.agenda.points]
    assert list_recognised(work.session, made.case_id) == set()
    assert len(look(work, made, "asia").open_claims) == 2, "what was handed in is judged after all"
    shown = show_recognising(work, made.case_id)
    assert shown.recognitions[0].state == "taken_back" and shown.recognitions[0].back is not None
    assert shown.recognitions[0].back.reason == REASON and "2A1" in {code for code, _ in shown.scopes}


@pytest.mark.rule("L9")
@pytest.mark.rule("P7")
def test_decisions_that_rest_on_it_are_named_and_hold_up_the_protocol_until_taken_anew(
    work: OwnWork, made: Handed, recognised: UUID
) -> None:
    for criterion in ("1A2", "2A1", "2A2"):
        decide(work, made.case, criterion)
    decide(work, made.case, "1A1", "not_met", reason="za mało")
    assert take_back(work, made, recognised) == ("2A1",)
    act_as(work, made.case, "czeslawa")
    with pytest.raises(Refused, match="2A1") as refused:
        protocols.prepare_protocol(work, made.case_id, 0, 14)
    assert refused.value.rule == "L9"
    assert protocols.prepare_protocol(work, made.case_id, 1, 14), "the other set doesn't rest on it"
    held = list_held(work, [made.case_id])[made.case_id]["2A1"]
    decide(work, made.case, "2A1", "open", open_reason="not_yet_taken", reason="uznanie cofnięte", supersedes=held.id)
    assert list_undermined(work, made.case_id) == ()
    act_as(work, made.case, "czeslawa")
    assert protocols.prepare_protocol(work, made.case_id, 0, 14)


@pytest.mark.rule("P7")
def test_one_member_alone_takes_nothing_back_and_the_trail_holds_no_words(
    work: OwnWork, made: Handed, recognised: UUID
) -> None:
    ask(work, made, recognised)
    with pytest.raises(Refused) as alone:
        taking_back.confirm_taking_back(work, made.case_id, recognised)
    assert alone.value.rule == "P7"
    work.drop()
    assert show_recognising(work, made.case_id).recognitions[0].state == "recognised"
    act_as(work, made.case, "olga")
    with pytest.raises(Refused) as outside:
        taking_back.confirm_taking_back(work, made.case_id, recognised)
    assert outside.value.rule == "S2"
    work.drop()
    events = work.session.query(AuditEventRow).filter_by(tag="case.recognition.back_asked").all()
    assert len(events) == 1 and REASON not in str(events[0].facts)
