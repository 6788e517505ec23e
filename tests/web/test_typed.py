"""The door of each request: what no database keeps is refused before a view reads it, whatever the field."""

import re
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from exam_server.web.forms import DayField, MomentField, PageForm, WholeNumberField
from exam_server.web.typed import number_or, number_within, typed_day, whole_number
from tests.making import make_bank, make_edition, open_exam, open_own_work
from tests.visiting import Visitors, holder_csrf

WEB = Path(__file__).parents[2] / "exam_server" / "web"
UNBOUNDED = re.compile(
    r"fromisoformat|\b(?:Integer|Float|Decimal|Date|DateTimeLocal)Field\b|type=(?:int|float)\b|\.get\([^()]*, int\)"
)
NUL, DIGITS = "zażółć\0gęślą", "9" * 5000
NESTED = b"[" * 100_000


@pytest.fixture
def author(each_app: Flask) -> FlaskClient:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        make_edition(work)
        make_bank(work)
        work.commit()
    return Visitors(each_app).as_role("author")


def _draft(author: FlaskClient, content: bytes) -> int:
    headers = {"X-CSRF-Token": holder_csrf(author), "Content-Type": "application/json"}
    return author.put(f"/author/drafts/{UUID(int=1)}", data=content, headers=headers).status_code


def test_a_character_that_nothing_keeps_is_refused_in_the_address_and_in_a_field(author: FlaskClient) -> None:
    token = {"csrf_token": holder_csrf(author)}
    answers = [
        author.get("/author/items", query_string={"q": NUL}),
        author.get("/author/items", query_string={NUL: "1"}),
        author.get("/author/items/a%00b"),
        author.post("/author/new-scenario", data={**token, "like": NUL}),
        author.post("/author/new-scenario?qualification=%00", data=token),
    ]
    assert [each.status_code for each in answers] == [400] * 5
    assert "Zawiera znak, którego nikt nie wpisze" in answers[3].get_data(as_text=True)


def test_the_name_of_a_file_is_looked_at_and_its_content_is_left_to_who_reads_it(author: FlaskClient) -> None:
    def send(name: str) -> int:
        content = (BytesIO(b"\0\1\2"), name)
        data = {"csrf_token": holder_csrf(author), "format": "auto", "file": content}
        return author.post("/author/import", data=data, content_type="multipart/form-data").status_code

    assert (send("a\0b.zip"), send("plik.zip")) == (400, 422)


@pytest.mark.parametrize("typed", ["1", "-1", " 7 ", "999999999"])
def test_a_whole_number_is_read(typed: str) -> None:
    assert whole_number(typed) == int(typed)


@pytest.mark.parametrize("typed", ["", "1.0", "١٢٣", "1_000", "0x10", "NaN", "+1", "1000000000", DIGITS])
def test_what_is_none_or_beyond_any_column_is_no_whole_number(typed: str, app: Flask) -> None:
    class Form(PageForm):
        number = WholeNumberField()

    assert number_within(typed, 0, 10**9) is None
    with app.test_request_context("/", method="POST", data={"number": typed}):
        form = Form.from_request()
        assert not form.submitted()
        assert form.errors


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2027-02-30", "abc", ""])
def test_a_day_at_the_ends_of_the_calendar_is_none(typed: str, app: Flask) -> None:
    class Form(PageForm):
        day, moment = DayField(), MomentField()

    with pytest.raises(ValueError, match=r"day|date|string"):
        typed_day(typed)
    with app.test_request_context("/", method="POST", data={"day": typed, "moment": f"{typed}T10:00"}):
        form = Form.from_request()
        assert not form.submitted()
        assert set(form.errors) == {"day", "moment"}


def test_an_exam_at_the_beginning_of_the_calendar_isnt_planned(author: FlaskClient) -> None:
    office = Visitors(author.application).as_role("office")
    plan = {"title": "Egzamin", "place": "Gdynia", "planned_on": "0001-01-01", "planned_at": "00:00"}
    assert office.post("/office/exams/new", data={**plan, "csrf_token": holder_csrf(office)}).status_code == 422


@given(st.integers(), st.integers(-100, 100), st.integers(-100, 100))
def test_a_number_is_taken_within_its_bounds_alone(number: int, lowest: int, highest: int) -> None:
    assert number_within(str(number), lowest, highest) == (number if lowest <= number <= highest else None)


def test_a_number_of_many_digits_in_an_address_is_no_page_and_in_a_query_the_usual_one(author: FlaskClient) -> None:
    assert author.get(f"/author/items?page={DIGITS}").status_code == 200
    assert author.get(f"/author/items?page=-{DIGITS[:9]}").status_code == 200
    office = Visitors(author.application).as_role("office")
    assert office.get(f"/office/quality/quarters/{DIGITS}/1").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b'{"subject": "item", "code": "a\\u0000", "based_on": 0, "fields": {}}',
        b'{"subject": "item", "code": "\\ud800", "based_on": 0, "fields": {}}',
        b'{"subject": "item", "code": "a", "based_on": 0, "fields": {"stem": "\\udfff"}}',
        b'{"subject": "item", "code": "a", "based_on": 0, "fields": {"\\u0000": "a"}}',
        b'{"subject": "item", "code": "a", "based_on": 99999999999999999999, "fields": {}}',
        b'{"subject": "item", "code": "a", "based_on": %s, "fields": {}}' % DIGITS.encode(),
        b'{"subject": "item", "code": "a", "based_on": NaN, "fields": {}}',
        b'{"subject": "item", "code": "a", "based_on": 1e999, "fields": {}}',
        NESTED,
        b"",
    ],
    ids=(
        "nul",
        "half",
        "half in a field",
        "nul in a name",
        "20 digits",
        "digits",
        "NaN",
        "infinite",
        "nested",
        "empty",
    ),
)
def test_json_that_cant_be_kept_is_refused(author: FlaskClient, content: bytes) -> None:
    assert 400 <= _draft(author, content) < 500


def test_no_page_reads_a_number_or_a_day_past_this_door() -> None:
    own = {"forms.py", "typed.py"}
    found = [path.name for path in WEB.rglob("*.py") if UNBOUNDED.search(path.read_text("utf-8"))]
    assert set(found) <= own


def test_no_page_looks_at_digits_by_itself() -> None:
    of_headers = {"beats.py", "quick_steps.py", "saves.py"}
    of_names_of_places = {"form_words.py", "script_places.py"}
    found = {path.name for path in WEB.rglob("*.py") if re.search("isdigit|isdecimal", path.read_text("utf-8"))}
    assert found == of_headers | of_names_of_places


@pytest.mark.parametrize("typed", ["", "x", "-1", "4", "1.5", "²", "9" * 400])
def test_what_is_no_number_of_the_range_is_what_stands_for_it(typed: str) -> None:
    assert (number_within(typed, 0, 3), number_or(typed, 0, 3, otherwise=-1)) == (None, -1)
    assert number_or(" 3 ", 0, 3, otherwise=-1) == 3


def test_heartbeats_and_saves_refuse_what_isnt_theirs(each_app: Flask) -> None:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = open_exam(work)
    candidate = Visitors(each_app).with_ticket(made.cards[0].ticket)
    headers = {"X-CSRF-Token": holder_csrf(candidate), "Content-Type": "application/json"}
    for content in (b'{"unsent": NaN}', b'{"unsent": %s}' % DIGITS.encode(), NESTED, b'{"unsent": 1e999}', b"\xff"):
        for address in ("/sitting/state", "/sitting/responses", "/sitting/flags"):
            answer = candidate.put(address, data=content, headers=headers)
            assert 400 <= answer.status_code < 500, (address, content[:40])
