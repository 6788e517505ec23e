"""Scenarios in the author's room: the five views, timeline, coverage, variants, the editor of blocks, the review."""

import re

import pytest
from authoring import ROOT, author, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.formats.qualification_yaml import read_qualification
from exam_server.services import qualification
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import check_scenarios
from tests.visiting import Visitors, holder_csrf

__all__ = ["author"]

CODE = "bilansowanie-kompetencji"
ONE, OTHER = "z1-pawel-nocna-zmiana", "z1-ilona-kwiaty"
PAGE = f"/author/scenarios/{ONE}"


@pytest.fixture
def filed(app: Flask) -> None:
    folder = ROOT / "scenarios" / CODE
    content, _ = read_qualification((ROOT / "question_bank" / CODE / "qualification.yaml").read_text("utf-8"), "")
    assert content is not None
    with open_room_work(app) as work:
        qualification.adopt_edition(work, CODE, content)
        load_scenarios(work, check_scenarios((folder / ONE, folder / OTHER), ROOT / "question_bank"))
        work.commit()


@pytest.fixture
def draft(filed: None, author: FlaskClient) -> str:
    """The address of a draft that the author has begun."""
    response = author.post(f"{PAGE}/edit", data={"csrf_token": holder_csrf(author)})
    assert response.status_code == 302
    return response.location.split("?")[0]


def plain(shown: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_a_script_shows_its_timeline_and_what_covers_each_criterion(filed: None, author: FlaskClient) -> None:
    shown = page(author, PAGE)
    assert 'class="cue-mark"' in shown and 'class="phase-pause"' in shown
    words = plain(shown)
    assert "P2" in words and "3:00–8:00" in words
    row = plain(re.search(r'<tr><th scope="row"><span class="criterion-code">1A3</span>.*?</tr>', shown, re.S)[0])  # type: ignore[index]
    assert "obserwowane" in row and "W1, W3" in row and "P3" in row
    only_asked = plain(
        re.search(r'<tr><th scope="row"><span class="criterion-code">1A1</span>.*?</tr>', shown, re.S)[0]
    )  # type: ignore[index]
    assert "tylko w rozmowie" in only_asked


def test_each_view_is_the_rooms_own_at_the_chosen_moment(filed: None, author: FlaskClient) -> None:
    def view(query: str) -> str:
        response = author.get(f"{PAGE}/views?qualification={CODE}&{query}", headers={"HX-Request": "true"})
        assert response.status_code == 200
        return plain(response.get_data(as_text=True))

    assert "Dzień dobry" in view("view=role_player&at=-1") and "Dzień dobry" not in view("view=role_player&at=0")
    untold, trusted = view("view=prompter&at=220"), view("view=prompter&at=220&did:paraphrase:=4")
    assert "zaufanie 1" in untold and "zaufanie 4" in trusted and len(trusted) > len(untold)
    assert "Karta kontraktu" in view("view=candidate") and "1B1" not in view("view=candidate")
    assert "1B1" in view("view=assessor") and "1A1" not in view("view=assessor")
    assert "1A1" in view("view=commission") and "Dozwolone dopytania" in view("view=commission")
    whole = page(author, f"{PAGE}/views?view=nonsense&at=-5&did:x=q&told=F99")
    assert 'id="shown-view"' in whole and '<fieldset class="script-view" disabled>' in whole


def test_twins_stand_side_by_side_with_what_they_share(filed: None, author: FlaskClient) -> None:
    shown = page(author, f"{PAGE}/variants/{OTHER}")
    assert "są równoległe" in shown and "naruszone" not in shown
    assert shown.count("zachowane") >= 17
    page(author, f"{PAGE}/variants/nie-ma", 404)
    page(author, f"{PAGE}/compare?older=1&newer=2", 404)


def test_a_block_is_written_as_a_form_and_filed_as_the_next_revision(author: FlaskClient, draft: str) -> None:
    form = page(author, f"{draft}?block=opening")
    assert 'name="opening.line"' in form and "To jeszcze nie rewizja" in form
    fields = {"block": "opening", "fields": "1", "opening.line": "Dobry wieczór."}
    live = author.post(f"{draft}/live", data={"csrf_token": holder_csrf(author), **fields, "at": "-1"})
    assert "Dobry wieczór." in live.get_data(as_text=True)
    post(author, draft, {**fields, "act": "file", "reason": "cieplej"})
    shown = page(author, PAGE)
    assert "cieplej" in shown and "Dobry wieczór." in shown
    assert "wieczór" in page(author, f"{PAGE}/compare?older=1&newer=2")
    assert "Dzień dobry" in page(author, f"{PAGE}?revision=1")
    page(author, draft, 404)


def test_rows_are_added_without_a_script_and_errors_keep_the_draft(author: FlaskClient, draft: str) -> None:
    form = page(author, f"{draft}?block=red_flags")
    fields = {name: value for name, value in re.findall(r'name="(red_flags\.[\w.]+)"[^>]*value="([^"]*)"', form)}
    for name, value in re.findall(r'<textarea[^>]*name="(red_flags\.[\w.]+)"[^>]*>\n([^<]*)</textarea>', form):
        fields[name] = value
    post(author, draft, {"block": "red_flags", "fields": "1", **fields, "act": "red_flags.add"})
    grown = page(author, f"{draft}?block=red_flags")
    assert 'value="R4"' in grown
    refused = post(author, draft, {"block": "red_flags", "act": "file"}, 422)
    assert "Nie zapisano" in refused and "Czerwone flagi 4" in refused
    assert 'value="R4"' in page(author, f"{draft}?block=red_flags")


def test_the_text_is_the_other_way_in_and_an_unreadable_one_stays(author: FlaskClient, draft: str) -> None:
    whole = page(author, f"{draft}?block=text")
    assert "id: z1-pawel-nocna-zmiana" in whole
    post(author, draft, {"block": "text", "source": "facts: {"})
    assert "facts: {" in page(author, f"{draft}?block=text")
    assert "nie da się pokazać jako formularza" in page(author, f"{draft}?block=facts")
    post(author, draft, {"block": "text", "source": "facts: {", "act": "file"}, 422)


def test_a_reviewer_accepts_and_the_list_says_so(
    app: Flask, visitors: Visitors, author: FlaskClient, draft: str
) -> None:
    post(author, draft, {"block": "opening", "fields": "1", "opening.line": "Dobry wieczór.", "act": "file"})
    reviewer = visitors.as_role("reviewer")
    assert "Recenzja rewizji 2" in page(reviewer, PAGE)
    post(reviewer, f"{PAGE}/review", {"number": "2", "verdict": "accept", "note": "dobrze"})
    assert "zrecenzowany" in page(author, "/author/scenarios")
    assert reviewer.get(draft).status_code == 403


def test_a_new_scenario_begins_blank_or_as_a_twin(filed: None, author: FlaskClient) -> None:
    token = {"csrf_token": holder_csrf(author)}
    blank = author.post("/author/new-scenario", data=token, follow_redirects=True).get_data(as_text=True)
    assert "Nowy scenariusz" in blank
    twin = author.post("/author/new-scenario", data={**token, "like": ONE}, follow_redirects=True)
    assert ONE in twin.get_data(as_text=True)
    assert author.post("/author/new-scenario", data={**token, "like": "nie-ma"}).status_code == 404
