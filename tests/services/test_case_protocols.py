"""A case's protocol: everything that RULES lists, in a file that archives keep and screen readers read."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from exam_server.core.accommodation import Accommodation
from exam_server.core.problems import NotFound, Refused
from exam_server.formats.plain import content_hash
from exam_server.language import say
from exam_server.services import deciding, protocols
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.papers.case_protocol import print_protocol
from exam_server.services.papers.reader import Reader
from exam_server.services.protocol_stages import list_rated, list_stages_of
from exam_server.store.tables import AuditEventRow, EncounterAssessorRow, EncounterRow, ProtocolRow
from tests.deciding import Decidable, act_as, ask, decide, decide_all, make_decidable, note
from tests.encounters import conclude, make_encounter, seal_all
from tests.making import CANDIDATES, OwnWork
from tests.reading_pdf import is_accessible, text_of

READER = Reader("pl", str, *(lambda at: f"{at:%d.%m.%Y %H:%M}" if at else "" for _ in range(3)))


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    return make_decidable(work)


def make(work: OwnWork, made: Decidable, scope: int = 0, reason: str = "") -> tuple[ProtocolRow, bytes]:
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, scope, 14, ("Olga Obserwująca",), reason)
    content = print_protocol(draft.record, draft.record_hash, READER, draft.made_at)
    row_id = protocols.keep_protocol(work, draft, content, "pl")
    work.commit()
    return work.session.get_one(ProtocolRow, row_id), content


@pytest.mark.rule("P3")
@pytest.mark.rule("L10")
@pytest.mark.rule("L23")
@pytest.mark.rule("P2")
@pytest.mark.rule("S9")
def test_the_protocol_holds_what_rules_list_is_archivable_and_carries_its_record(
    work: OwnWork, made: Decidable
) -> None:
    decide_all(work, made)
    row, content = make(work, made)
    text = text_of(content)
    person = CANDIDATES[0]
    for expected in (
        "Izba Herbaciana",
        f"{person.given_names} {person.family_name}",
        "Gdynia",
        "Joanna Asesorska",
        "Olga Obserwująca",
        "1A1",
        "2A2",
        "Proszę podać przykład.",
        "within 14 days",
        row.cited,
        row.record_hash,
    ):
        assert expected in text, expected
    assert is_accessible(content)
    reader = PdfReader(io.BytesIO(content))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata and b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    attached = json.loads(reader.attachments["record.json"][0])
    assert content_hash(attached) == row.record_hash == content_hash(json.loads(row.record))
    assert attached["candidate"]["family_name"] == person.family_name
    noted = work.session.query(AuditEventRow).filter_by(tag="case.protocol.made").one()
    assert noted.facts["file"] == row.file_hash and person.family_name not in str(noted.facts)


def test_agreed_conditions_are_printed_in_the_readers_language_and_recorded_as_data(
    work: OwnWork, made: Decidable
) -> None:
    decide_all(work, made)
    act_as(work, made, "olga")
    decide_accommodation(work, made.exam_id, made.case_id, Accommodation(150, 600, larger_type=True))
    work.commit()
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, 0, 14)
    polish = replace(READER, say=lambda words: say(words, "pl"))
    words = text_of(print_protocol(draft.record, draft.record_hash, polish, draft.made_at))
    assert "czas: 150" in words and "większe pismo" in words and "larger type" not in words
    assert draft.record.accommodation == Accommodation(150, 600, larger_type=True)


@pytest.mark.rule("L8")
def test_a_set_has_its_own_protocol_as_soon_as_it_is_decided_and_the_whole_waits(
    work: OwnWork, made: Decidable
) -> None:
    decide(work, made, "1A2")
    with pytest.raises(Refused, match="1A1"):
        make(work, made, 1)
    work.drop()
    decide(work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    row, content = make(work, made, 1)
    assert row.scope == 1 and "2A1" not in text_of(content) and "nie wymieniła gatunków" in text_of(content)
    with pytest.raises(Refused):
        make(work, made)
    work.drop()
    with pytest.raises(NotFound):
        make(work, made, 9)


def test_a_change_is_a_new_protocol_that_names_the_old_one_which_stays(work: OwnWork, made: Decidable) -> None:
    decide(work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    decide(work, made, "1A2")
    first, content = make(work, made, 1)
    kept = (first.cited, first.file_hash)
    with pytest.raises(Refused):
        make(work, made, 1)
    work.drop()
    second, changed = make(work, made, 1, "poprawiono obserwatorów")
    assert second.supersedes == first.id and kept[0] in text_of(changed)
    assert (first.cited, first.file_hash, first.content) == (*kept, content)
    listed = protocols.list_protocols(work, made.case_id)
    assert [(each.replaces, each.replaced_by) for each in listed] == [("", second.cited), (first.cited, "")]


def test_a_protocol_is_not_kept_where_what_it_states_changed_while_it_was_made(work: OwnWork, made: Decidable) -> None:
    decide(work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    decide(work, made, "1A2")
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, 1, 14)
    ask(work, made, note("1A1"))
    with pytest.raises(Refused, match="changed while"):
        protocols.keep_protocol(work, draft, b"%PDF", "pl")
    work.drop()
    assert work.session.query(ProtocolRow).count() == 0


@pytest.mark.rule("S2")
def test_a_protocol_names_open_criteria_with_their_reason_and_dissent(work: OwnWork, made: Decidable) -> None:
    decide(work, made, "1A2")
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, "1A1", "open", "too_little_evidence")
    work.commit()
    for login, verdict, reason in (("artur", "not_met", "zabrakło przykładu"), ("czeslawa", "open", "")):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, verdict, reason)
        work.commit()
    deciding.confirm_decision(work, decision_id)
    work.commit()
    text = text_of(make(work, made, 1)[1])
    assert "too little evidence" in text and "zabrakło przykładu" in text


def test_the_same_record_is_the_same_file(work: OwnWork, made: Decidable) -> None:
    decide_all(work, made)
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, 0, 14)
    at = datetime(2027, 3, 1, tzinfo=UTC)
    files = {print_protocol(draft.record, draft.record_hash, READER, at) for _ in range(2)}
    assert len(files) == 1


@pytest.mark.rule("S2")
def test_the_rating_of_a_recused_member_is_stated_and_marked(work: OwnWork) -> None:
    made = make_encounter(work)
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    seal_all(work, made)
    conclude(work, made.id)
    work.record()
    work.session.get_one(EncounterAssessorRow, (made.id, made.accounts["artur"])).left_at = work.now
    work.commit()
    rated = list_rated(work, list_stages_of(work, case_id))
    for each in rated.values():
        assert [(rating.member, rating.counts) for rating in each.ratings] == [
            ("Artur Asesorski", False),
            ("Czesława Przewodnicząca", True),
            ("Joanna Asesorska", True),
        ]
