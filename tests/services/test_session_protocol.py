"""The session's protocol: what happened is in it, by code, and the same record has the same hash whenever it's printed."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from exam_server.core.accommodation import Accommodation
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound
from exam_server.language import say
from exam_server.services import compensations, desk, endings, incidents, pausing, seating
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.delivery import get_receipt
from exam_server.services.paper_use import declare_papers
from exam_server.services.papers.making import gather_paper
from exam_server.services.papers.protocol_words import ACT_WORDS, ELSEWHERE
from exam_server.services.papers.reader import Reader
from exam_server.services.session_record import get_session_record
from exam_server.store import delivery as store
from exam_server.store.tables import ResponseEventRow, ResponseRow, SittingRow
from tests.making import CANDIDATES, MadeExam, OwnWork, freeze_exam, let_time_pass, make_player, open_exam
from tests.reading_pdf import is_accessible, pages_of, text_of


def reader(language: str = "pl") -> Reader:
    def show(moment: datetime | None) -> str:
        return f"{moment:%H:%M:%S}" if moment else ""

    return Reader(language, lambda words: say(words, language), show, show, show)


def print_it(work: OwnWork, made: MadeExam, language: str = "pl", later: int = 0) -> bytes:
    made_at = work.now + timedelta(seconds=later)
    return gather_paper(work, made.id, "protocol")(reader(language), made_at)


def save(work: OwnWork, sitting_id: UUID, position: int, status: str) -> None:
    work.record()
    row = work.session.get_one(SittingRow, sitting_id)
    common = {"sitting_id": row.id, "organisation_id": row.organisation_id, "epoch": 1, "sequence": position}
    kept = {"position": position, "response": "1"}
    work.session.add(ResponseEventRow(**common, **kept, status=status, received_at=work.now))
    if status == "saved":
        work.session.add(ResponseRow(**common, **kept, saved_at=work.now))
    work.commit()


def troubled(work: OwnWork) -> MadeExam:
    """A session with a pause, time given back and time not decided on, incidents, an exclusion and a paper."""
    made = open_exam(work)
    first, second, third = made.sittings
    daria, damian = make_player(work, "daria"), make_player(work, "damian")
    work.act_as(daria, "desk")
    let_time_pass(work, first, 300)
    save(work, first, 1, "saved")
    pausing.pause(work, [first], "alarm w budynku")
    work.commit()
    pausing.resume(work, [first], "koniec alarmu")
    work.commit()
    for sitting_id, reason in ((first, "pięć minut alarmu"), (second, "jeszcze sporne")):
        compensations.propose_compensation(work, sitting_id, 300, reason)
        work.commit()
    proposal = compensations.pending_of(store.list_sitting_events(work.session, first))[0]
    work.act_as(damian, "desk")
    compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.commit()
    incidents.note_incident(work, made.id, "evacuation", "alarm przeciwpożarowy", seconds=300)
    work.commit()
    incidents.note_incident(work, made.id, "item_query", "pytanie 7", second)
    work.commit()
    declare_papers(work, made.id, [second], "awaria komputera")
    work.commit()
    endings.close_seat(work, third, "excluded", "unauthorised_aid", "ściąga")
    work.commit()
    desk.close_exam(work, made.id)
    work.commit()
    return made


def test_what_happened_in_the_session_is_in_its_protocol(work: OwnWork) -> None:
    made = troubled(work)
    pdf = print_it(work, made)
    words = text_of(pdf)
    assert is_accessible(pdf)
    for expected in (
        "Stanowiska: 3; rozpoczęto na ekranie: 3; na papierze: 1; zdarzenia: 2.",
        "alarm w budynku Daria Dyżurna",
        "pięć minut alarmu Daria Dyżurna Damian Dyżurny",
        "jeszcze sporne Daria Dyżurna jeszcze nikt: nie liczy się",
        "alarm lub ewakuacja alarm przeciwpożarowy 5:00",
        "2 uwaga do zadania pytanie 7",
        "wykluczenie, ",
        ", ściąga",
        "2 awaria komputera jeszcze nie 0 jeszcze nie",
        get_receipt(work, made.sittings[0]).short,
    ):
        assert expected in words, expected
    for card in made.cards:
        assert card.form_digest in words and card.candidate_code in words
    assert get_session_record(work, made.id).draw.pool_digest in words


def test_it_names_no_candidate_and_no_response(work: OwnWork) -> None:
    words = text_of(print_it(work, troubled(work)))
    assert not any(each.family_name in words or each.given_names in words for each in CANDIDATES)
    assert "TAJNE" not in words


def test_the_same_record_has_the_same_hash_whenever_and_in_whatever_language_it_is_printed(work: OwnWork) -> None:
    made = troubled(work)
    digest = get_session_record(work, made.id).hash
    for language, later in (("pl", 0), ("en", 3600)):
        pages = pages_of(print_it(work, made, language, later))
        assert digest in pages[-1] and all(digest[:16] in page for page in pages)
    incidents.note_incident(work, made.id, "other", "dopisane później")
    work.commit()
    assert get_session_record(work, made.id).hash != digest


def test_saves_after_time_are_counted_and_how_many_of_them_time_given_back_covers(work: OwnWork) -> None:
    made = open_exam(work)
    first, second = made.sittings[:2]
    for sitting_id in (first, second):
        let_time_pass(work, sitting_id, 21 * 60)
        save(work, sitting_id, 1, "late")
    work.act_as(make_player(work, "daria"), "desk")
    compensations.propose_compensation(work, first, 600, "alarm")
    work.commit()
    proposal = compensations.pending_of(store.list_sitting_events(work.session, first))[0]
    work.act_as(make_player(work, "damian"), "desk")
    compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.commit()
    seats = get_session_record(work, made.id).seats
    assert [(seat.late, seat.counted) for seat in seats] == [(1, 1), (1, 0), (0, 0)]


def test_agreed_conditions_stand_without_grounds_and_an_open_session_is_a_draft(work: OwnWork) -> None:
    made = freeze_exam(work)
    case_id = work.session.get_one(SittingRow, made.sittings[1]).case_id
    decide_accommodation(work, made.id, case_id, Accommodation(factor_percent=150, read_aloud=True))
    work.commit()
    words = text_of(print_it(work, made))
    assert "2 K0002 czas: 150 %, odczytywanie na głos" in words
    assert "to projekt protokołu" in words and "Warunki w sali (S7)" in words


def test_every_kind_of_event_that_the_desk_leaves_has_words_or_a_table(work: OwnWork) -> None:
    made = troubled(work)
    kinds = {event.kind for event in get_session_record(work, made.id).events}
    assert kinds <= set(ACT_WORDS) | ELSEWHERE
    assert not set(ACT_WORDS) & ELSEWHERE


def test_an_exam_of_nobody_has_no_record(work: OwnWork) -> None:
    with pytest.raises(NotFound):
        get_session_record(work, UUID(int=7))


def test_forty_seats_are_all_there_and_no_row_is_cut(work: OwnWork) -> None:
    made = freeze_exam(work, [CandidateEntry("Osoba", f"Numer{number}") for number in range(40)])
    seating.admit(work, made.sittings[0], "passport")
    work.commit()
    words = text_of(print_it(work, made))
    assert all(words.count(card.form_digest) == 1 for card in made.cards)
    assert words.count("paszport") == 1
