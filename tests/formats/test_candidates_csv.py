"""Enrolment lists: what is read, what is refused, and on which line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.candidates import CandidateEntry
from exam_server.formats.candidates_csv import MAXIMUM_ROWS, read_candidates, read_date
from exam_server.formats.xlsx.sheet import write_rows

HEADINGS = ["imię", "nazwisko", "data urodzenia", "e-mail"]
NAMES = (
    st.text(st.characters(codec="utf-8", categories=("L", "Pd", "Zs")), min_size=1, max_size=40)
    .map(lambda name: " ".join(name.split()))
    .filter(lambda name: name and name.isprintable())
)
PEOPLE = st.lists(
    st.builds(
        CandidateEntry,
        given_names=NAMES,
        family_name=NAMES,
        born_on=st.none() | st.dates(date(1930, 1, 1), date(2010, 1, 1)),
        email=st.just(""),
    ),
    max_size=8,
    unique_by=lambda each: (each.given_names.casefold(), each.family_name.casefold(), each.born_on),
)


def _written(people: list[CandidateEntry], delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting)
    writer.writerow(HEADINGS)
    writer.writerows([p.given_names, p.family_name, p.born_on or "", p.email] for p in people)
    return out.getvalue()


def _errors(content: str | bytes) -> list[tuple[int, str]]:
    data = content.encode() if isinstance(content, str) else content
    return [(each.line, str(each.message)) for each in read_candidates(data)[1] if each.severity == "error"]


@given(
    PEOPLE,
    st.sampled_from(",;"),
    st.sampled_from(["utf-8", "utf-8-sig"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_written_list_is_read_back(people: list[CandidateEntry], delimiter: str, codec: str, quoting: int) -> None:
    found, problems = read_candidates(_written(people, delimiter, quoting).encode(codec))
    assert list(found) == people
    assert problems == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_but_never_break(content: bytes) -> None:
    entries, problems = read_candidates(content)
    assert entries or problems


@given(st.text(max_size=200))
def test_any_text_below_good_headings_is_read_or_refused(body: str) -> None:
    entries, problems = read_candidates(f"imię;nazwisko\n{body}".encode())
    assert all(entry.given_names and entry.family_name for entry in entries)
    assert all(entry.given_names.isprintable() and entry.family_name.isprintable() for entry in entries)
    assert all(problem.line >= 1 for problem in problems)


def test_a_telephone_is_voluntary_and_has_the_shape_of_one() -> None:
    content = "imię;nazwisko;telefon\nAla;Kot;+48 600 100 200\nOla;Lis;\nEla;Wilk;brak\n"
    entries, _ = read_candidates(content.encode())
    assert [each.phone for each in entries] == ["+48 600 100 200", ""]
    assert _errors(content) == [(4, "This isn't a telephone number.")]


def test_a_list_from_an_old_spreadsheet_keeps_its_polish_letters() -> None:
    content = "Imię;Nazwisko;Data urodzenia;E-mail\r\nŻaneta;Gęślicka;31.05.1990;Zaneta@Example.org\r\n"
    entries, problems = read_candidates(content.encode("windows-1250"))
    assert entries == (CandidateEntry("Żaneta", "Gęślicka", date(1990, 5, 31), "zaneta@example.org"),)
    assert [(each.severity, each.line) for each in problems] == [("warning", 1)]


def test_a_file_that_is_no_text_is_refused() -> None:
    assert _errors(b"\x81\x83\x88\x90\xff") == [(1, "The file is neither UTF-8 nor windows-1250 text.")]


def test_an_empty_list_is_refused() -> None:
    assert _errors("") == [(1, "The list is empty.")]
    assert _errors("\n ; \n") == [(1, "The list is empty.")]


def test_headings_without_a_family_name_are_refused() -> None:
    assert [line for line, _ in _errors("imię;wiek\nAnna;30\n")] == [1]


def test_two_columns_of_one_meaning_are_refused() -> None:
    assert _errors("imię;imiona;nazwisko\nA;B;C\n") == [(1, "Two columns mean the same: given_names.")]


def test_a_column_that_is_not_needed_is_named_and_not_read() -> None:
    entries, problems = read_candidates("imię;nazwisko;PESEL\nAnna;Kowal;12345678901\n".encode())
    assert entries == (CandidateEntry("Anna", "Kowal"),)
    assert [(each.severity, str(each.message)) for each in problems] == [("warning", "The column PESEL isn't read.")]


def test_each_wrong_line_is_named_by_its_number_in_the_file() -> None:
    content = (
        "imię,nazwisko,data urodzenia,e-mail\n"
        "Anna,Kowal,1990-05-31,anna@example.org\n"
        "\n"
        ",Bezimienna,,\n"
        "Ewa,Datowska,1990-02-30,\n"
        "Iga,Adresowa,,iga(at)example.org\n"
        "Ola,Przecinkowa,,,dodatek\n"
    )
    assert [line for line, _ in _errors(content)] == [4, 5, 6, 7]


def test_lines_after_a_cell_with_a_line_break_keep_their_numbers() -> None:
    content = 'imię;nazwisko\n"Anna\nMaria";Kowal\n;Bezimienna\n'
    assert [line for line, _ in _errors(content)] == [2, 4]


def test_an_address_that_stands_twice_is_refused_at_the_second_line() -> None:
    content = "imię;nazwisko;e-mail\nAnna;Kowal;a@example.org\nEwa;Nowak;A@example.org\n"
    assert _errors(content) == [(3, "The e-mail address a@example.org stands twice.")]


def test_the_same_name_twice_is_only_a_warning() -> None:
    entries, problems = read_candidates("imię;nazwisko\nAnna;Kowal\nANNA;Kowal\n".encode())
    assert len(entries) == 2
    assert [(each.severity, each.line) for each in problems] == [("warning", 3)]


def test_a_list_that_is_too_long_is_refused_instead_of_cut() -> None:
    content = "imię;nazwisko\n" + "".join(f"Anna;Kowal {'i' * (n % 50)}{n}\n" for n in range(MAXIMUM_ROWS + 1))
    assert any(f"more than {MAXIMUM_ROWS} people" in message for _, message in _errors(content))


@pytest.mark.parametrize(
    "written", ["1990-5-31", "19900531", "1990-W22-4", "31/05/1990", "31.13.1990", "١٩٩٠-٠٥-٣١", ""]
)
def test_a_day_is_written_in_one_of_two_ways(written: str) -> None:
    assert read_date(written) is None
    assert read_date("1990-05-31") == read_date("31.05.1990") == read_date("31.5.1990") == date(1990, 5, 31)


def test_a_workbook_is_read_as_a_list_and_a_sheets_number_is_a_day() -> None:
    head = ["Imię", "nazwisko", "data urodzenia", "e-mail"]
    people = [["Klara", "Nowa", "33024", "klara@example.org"], [], ["Kuba", "Stary", "31.05.1990", ""]]
    entries, problems = read_candidates(write_rows([head, *people]))
    assert problems == ()
    assert [(each.given_names, each.born_on) for each in entries] == [
        ("Klara", date(1990, 5, 31)),
        ("Kuba", date(1990, 5, 31)),
    ]


def test_a_workbook_names_the_row_of_each_problem_and_a_broken_one_is_refused() -> None:
    head = ["imię", "nazwisko", "data urodzenia"]
    _, problems = read_candidates(write_rows([head, ["Klara", "Nowa", ""], ["Kuba", "Stary", "wczoraj"]]))
    assert [each.line for each in problems] == [3]
    entries, problems = read_candidates(b"PK\x03\x04" + b"x" * 50)
    assert entries == ()
    assert problems
