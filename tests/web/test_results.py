"""The candidate's own result: nothing before the release, then everything that is theirs and nothing else."""

import html
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.cases import MadeCase, conclude, make_case, release
from tests.encounters import COMMISSION
from tests.making import CANDIDATES, OwnWork, open_own_work
from tests.visiting import Visitors


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(app: Flask, own_work: OwnWork, visitors: Visitors) -> MadeCase:
    return make_case(app, own_work, visitors, {"1A1": 2})


def result(made: MadeCase) -> str:
    return made.candidate.get("/sitting/result").get_data(as_text=True)


def test_before_the_release_the_page_says_so_and_shows_no_verdict(made: MadeCase) -> None:
    shown = result(made)
    assert "Wyniki nie są jeszcze ogłoszone" in shown
    assert "1A1" not in shown
    assert made.candidate.get("/sitting/result.pdf").status_code == 404


def test_after_the_release_each_criterion_is_told_in_plain_words(made: MadeCase, own_work: OwnWork) -> None:
    conclude(own_work, made)
    release(own_work, made)
    shown = result(made)
    assert shown.count("<li><p><strong>") == 55
    short = shown.partition("<strong>1A1</strong>")[2].partition("<strong>1A2</strong>")[0]
    assert "Jedna metoda nie wystarczyła" in short and "tym razem niewykazane" in short
    confirmed = shown.partition("<strong>1A2</strong>")[2].partition("<strong>1A3</strong>")[0]
    assert "potwierdzone" in confirmed and "wykazane" in confirmed


def test_what_is_not_met_says_how_much_was_shown_and_what_the_next_level_looks_like(
    made: MadeCase, own_work: OwnWork
) -> None:
    code = next(each for each in made.encounter.criteria if each != "1A1")
    conclude(own_work, made, {login: {code: 1} for login in COMMISSION})
    release(own_work, made)
    shown = result(made)
    tested = shown.partition("<strong>1A1</strong>")[2].partition("<strong>1A2</strong>")[0]
    assert re.search(
        r"Test teoretyczny: tym razem niewykazane – poprawne odpowiedzi: \d z \d, wystarczyłyby \d, \d+ ", tested
    )
    rated = shown.partition(f"<strong>{code}</strong>")[2].partition("</li>\n<li><p><strong>")[0]
    anchors = next(each for each in made.encounter.scenario.anchors if each.criterion == code)
    assert "Symulacja: tym razem niewykazane" in rated
    assert "Poziom w symulacji: 1; wystarczyłby 2" in rated and "<details open>" in rated
    assert anchors.levels[2].behaviour in html.unescape(rated)


def test_a_candidates_result_holds_no_keys_no_assessors_and_nobody_else(made: MadeCase, own_work: OwnWork) -> None:
    conclude(own_work, made)
    release(own_work, made)
    shown = result(made)
    for foreign in (
        CANDIDATES[1].family_name,
        CANDIDATES[2].family_name,
        "Asesorska",
        "uzasadnienie",
        ">klucz<",
        "key",
        "hash",
    ):
        assert foreign not in shown
    assert "/commission/" not in shown


def test_each_candidate_sees_the_own_case(made: MadeCase, own_work: OwnWork) -> None:
    release(own_work, made)
    other = made.other_candidate.get("/sitting/result").get_data(as_text=True)
    assert CANDIDATES[1].family_name in other and CANDIDATES[0].family_name not in other
    assert "Dotąd potwierdzono 0 z 55" in other


def test_the_printed_sheet_is_the_candidates_own(made: MadeCase, own_work: OwnWork) -> None:
    release(own_work, made)
    reply = made.candidate.get("/sitting/result.pdf")
    text = " ".join("\n".join(each.extract_text() for each in PdfReader(io.BytesIO(reply.data)).pages).split())
    assert f"{CANDIDATES[0].given_names} {CANDIDATES[0].family_name}" in text
    assert "3C3" in text and "Arkusz wyników" in text


def test_the_receipt_leads_to_the_result(made: MadeCase) -> None:
    assert 'href="/sitting/result"' in made.candidate.get("/sitting/receipt").get_data(as_text=True)


def test_a_visitor_is_asked_for_the_ticket_and_staff_have_no_result_of_their_own(
    made: MadeCase, visitors: Visitors
) -> None:
    visitor = visitors.anonymous().get("/sitting/result", headers={"Accept": "text/html"})
    assert visitor.status_code == 302 and visitor.headers["Location"].endswith("/ticket")
    assert visitors.as_player("olga").get("/sitting/result").status_code == 403
