"""Guides and lists of a room: from the exam's own times, seats and agreed conditions, in both languages."""

from datetime import UTC, datetime

import pytest

from exam_server.core.accommodation import Accommodation
from exam_server.core.candidates import CandidateEntry
from exam_server.core.incidents import CODES, INCIDENT_WORDS
from exam_server.core.problems import NotFound, Refused
from exam_server.language import say
from exam_server.services import seating
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.papers.making import PAPERS, gather_paper
from exam_server.services.papers.reader import Reader
from exam_server.services.papers.script_words import INCIDENTS
from exam_server.store.tables import SittingRow
from tests.making import OwnWork, freeze_exam, plan_exam
from tests.reading_pdf import is_accessible, pages_of, text_of


def hour(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%H:%M}" if moment else ""


def reader(language: str = "pl") -> Reader:
    return Reader(language, lambda words: say(words, language), hour, hour, hour)


def agree(work: OwnWork, exam_id: object, sitting_id: object, **conditions: object) -> None:
    case_id = work.session.get_one(SittingRow, sitting_id).case_id
    decide_accommodation(work, exam_id, case_id, Accommodation(**conditions))  # type: ignore[arg-type]
    work.commit()


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_paper_is_made_in_both_languages_and_can_be_read_aloud(work: OwnWork, name: str, language: str) -> None:
    made = freeze_exam(work)
    pdf = gather_paper(work, made.id, name)(reader(language), work.now)
    assert is_accessible(pdf)
    assert "Egzamin z herbaty" in text_of(pdf)
    assert ("Termin" in text_of(pdf)) == (language == "pl")


def test_the_script_counts_its_hours_from_the_exams_and_names_each_end_with_its_seats(work: OwnWork) -> None:
    made = freeze_exam(work)
    agree(work, made.id, made.sittings[1], factor_percent=150, read_aloud=True)
    words = text_of(gather_paper(work, made.id, "script")(reader(), work.now))
    # Planned at 9:00 for 20 minutes, at seat 2 half more.
    for expected in ("08:00", "08:50", "09:20 Przy otwarciu", "stanowiskach: 1, 3", "09:30 Przy otwarciu", "09:40"):
        assert expected in words
    assert "2 K0002 czas: 150 %, odczytywanie na głos 09:30" in words
    assert "Liczba pytań: 8. Czas: 20 min" in words
    assert "Ksawery" not in words


def test_the_script_says_what_to_do_in_every_incident_of_the_list(work: OwnWork) -> None:
    made = freeze_exam(work)
    words = text_of(gather_paper(work, made.id, "script")(reader("en"), work.now))
    assert set(INCIDENTS) == set(CODES)
    assert all(say(INCIDENT_WORDS[code], "en") in words for code in CODES)


def test_the_sheet_for_candidates_takes_two_pages_at_most_and_names_nobody(work: OwnWork) -> None:
    made = freeze_exam(work)
    for language in ("pl", "en"):
        pages = pages_of(gather_paper(work, made.id, "candidate-sheet")(reader(language), work.now))
        assert len(pages) <= 2 and "Kandydack" not in " ".join(pages)


def test_the_attendance_list_has_every_seat_once_and_the_kind_of_document_that_was_shown(work: OwnWork) -> None:
    made = freeze_exam(work, [CandidateEntry("Osoba", f"Numer{number}") for number in range(1, 41)])
    seating.admit(work, made.sittings[2], "passport")
    work.commit()
    pages = pages_of(gather_paper(work, made.id, "attendance")(reader(), work.now))
    words = " ".join(pages)
    assert len(pages) > 1
    assert [words.count(f"Osoba Numer{number} ") for number in range(1, 41)] == [1] * 40
    assert words.count("paszport") == 1 and "Osoba Numer3 paszport" in words
    assert all("Podpis przy wejściu" in page for page in pages)


def test_a_paper_of_seats_is_refused_before_there_are_any_and_an_unknown_one_is_not_found(work: OwnWork) -> None:
    made = plan_exam(work)
    with pytest.raises(Refused, match="no seats yet"):
        gather_paper(work, made.id, "attendance")
    with pytest.raises(NotFound):
        gather_paper(work, made.id, "secret")
