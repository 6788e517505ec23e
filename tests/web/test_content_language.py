"""Content keeps its language where the page is in another one (WCAG 3.1.2)."""

import re

from flask import Flask

from tests.making import open_exam, open_own_work
from tests.visiting import Visitors, csrf_of


def test_items_say_their_language_on_an_english_page(app: Flask, visitors: Visitors) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        ticket = open_exam(work).cards[0].ticket
    client = visitors.with_ticket(ticket)
    client.post("/preferences", data={"language": "en", "csrf_token": csrf_of(client, "/sitting")})
    page = client.get("/sitting").get_data(as_text=True)
    assert '<html lang="en"' in page
    stems = re.findall(r'<div class="question-stem stem"[^>]*>', page)
    assert stems
    assert all('lang="pl"' in stem for stem in stems)
