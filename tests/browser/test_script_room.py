"""A scenario's pages in a real Chromium: a block follows the typing, the text stays the draft, every page is accessible."""

import re
from pathlib import Path

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, expect

from exam_server.formats.qualification_yaml import read_qualification
from exam_server.services import qualification
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import check_scenarios
from exam_server.web.access import SESSION_COOKIE
from tests.making import open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
CODE = "bilansowanie-kompetencji"
ONE, OTHER = "z1-pawel-nocna-zmiana", "z1-ilona-kwiaty"


def test_a_block_follows_the_typing_and_every_page_of_a_script_is_accessible(
    app: Flask, chromium: Browser, visitors: Visitors
) -> None:
    content, _ = read_qualification((ROOT / "question_bank" / CODE / "qualification.yaml").read_text("utf-8"), "")
    assert content is not None
    with open_own_work(app.extensions["exam_house"].database) as work:
        qualification.adopt_edition(work, CODE, content)
        files = (ROOT / "scenarios" / CODE / name for name in (ONE, OTHER))
        load_scenarios(work, check_scenarios(tuple(files), ROOT / "question_bank"))
        work.commit()
    cookie = visitors.as_role("author").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    with serve(app) as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{address}/author/scenarios/{ONE}")
        page.get_by_role("button", name="Edytuj").click()
        page.get_by_role("button", name="Pierwsze słowa").click()
        page.locator("#at").select_option("-1")
        page.locator("[id='opening.line']").fill("Dobry wieczór, to ja.")
        expect(page.locator("#script-live .stage-card")).to_contain_text("Dobry wieczór, to ja.")
        page.get_by_role("button", name="Całość jako tekst (YAML)").click()
        expect(page.locator("#source")).to_have_value(re.compile("Dobry wieczór, to ja"))
        page.get_by_role("button", name="Fakty", exact=True).click()
        editor = page.url
        for each in (
            f"/author/scenarios/{ONE}",
            f"/author/scenarios/{ONE}/variants/{OTHER}",
            f"/author/scenarios/{ONE}/views?view=prompter&at=300",
            editor,
        ):
            page.goto(each if each.startswith("http") else f"{address}{each}")
            assert violations(page) == [], each
            page.set_viewport_size({"width": 320, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, each
            page.set_viewport_size({"width": 1366, "height": 768})
        assert problems == []
        context.close()
