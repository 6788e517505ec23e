"""Content keeps its language where the page is in another one (WCAG 3.1.2)."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.cases import conclude, make_case
from tests.making import open_exam, open_own_work
from tests.shipped import shipped_qualification, shipped_scenario
from tests.visiting import Visitors, csrf_of


def in_english(client: FlaskClient, address: str) -> str:
    """A page in English; the browser keeps the choice."""
    client.post("/preferences", data={"language": "en", "csrf_token": csrf_of(client, address)})
    response = client.get(address, follow_redirects=True)
    page = response.get_data(as_text=True)
    assert response.status_code == 200 and '<html lang="en"' in page, address
    return page


def sentences(value: object) -> Iterator[str]:
    """Every text of some words within a content value: a label of one word could be in any language."""
    if isinstance(value, str):
        yield from (line for each in value.splitlines() if len((line := each.strip()).split()) > 3)
    elif is_dataclass(value):
        for field in fields(value):
            yield from sentences(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from sentences(each)


def strangers(page: str, content: set[str]) -> list[str]:
    """Content that a page in English shows as if it were English."""
    found = []
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "title", "option", "textarea"):
            continue
        spoken = next(iter(element.xpath("ancestor-or-self::*[@lang][1]/@lang")), "en")
        own = [element.text, *(child.tail for child in element)]
        found += [words for each in own if (words := " ".join((each or "").split())) in content and spoken != "pl"]
    return found


def test_items_say_their_language_on_an_english_page(app: Flask, visitors: Visitors) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        ticket = open_exam(work).cards[0].ticket
    page = visitors.with_ticket(ticket).get("/sitting/items?language=en").get_data(as_text=True)
    stems = re.findall(r'<div class="question-stem stem"[^>]*>', page)
    assert stems
    assert all('lang="pl"' in stem for stem in stems)


def test_criteria_and_scenarios_say_their_language_on_english_pages(app: Flask, visitors: Visitors) -> None:
    values = (shipped_qualification(), shipped_scenario())
    content = {" ".join(each.split()) for value in values for each in sentences(value)}
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_case(app, work, visitors)
        conclude(work, made)
        run = f"/encounters/{made.encounter.id}"
    case = f"/commission/cases/{made.case_id}"
    grid = visitors.as_player("olga").get(case).get_data(as_text=True)
    evidence = re.findall(r"/commission/evidence/[0-9a-f-]{36}", grid)
    pages = {
        "olga": [case, *evidence[:1], *evidence[-1:], "/author/qualification", "/author/plan"],
        "asia": [f"/assessor{run}", f"/assessor{run}/moderation"],
        "robert": [f"/roleplay{run}/card"],
        "pola": [f"/roleplay{run}/prompter"],
        "adam": [f"/author/scenarios/{shipped_scenario().id}"],
    }
    shown = 0
    for login, addresses in pages.items():
        client = visitors.as_player(login)
        for address in addresses:
            page = in_english(client, address)
            assert strangers(page, content) == [], (address, strangers(page, content))
            shown += len(content & {" ".join((each or "").split()) for each in html.fromstring(page).itertext()})
    assert shown > 150
