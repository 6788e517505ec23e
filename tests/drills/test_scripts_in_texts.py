"""Texts that look like scripts go through authoring and every form into every page, and nothing of them ever runs.

Each page is opened in a real Chromium by somebody of each role. Some texts here; `make drill` takes the whole corpus
(DRILL_SCRIPTS=all).
"""

import json
import os
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from exam_server.cli.main import main
from exam_server.web.access import SESSION_COOKIE
from tests.drills.conftest import drilled_roles
from tests.drills.found_forms import FoundForm
from tests.drills.people import Visitor
from tests.drills.scripts_in_texts import CORPUS, RUN
from tests.served import serve
from tests.shipped import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium"), pytest.mark.timeout(7200)]
CHOSEN = os.environ.get("DRILL_SCRIPTS", "6")
TEXTS = CORPUS if CHOSEN == "all" else CORPUS[:: len(CORPUS) // int(CHOSEN)]
TEXT_FIELDS = ("text", "textarea", "search")
WATCH = """
window.broken = [];
document.addEventListener('securitypolicyviolation', event => window.broken.push(`${event.violatedDirective} ${event.sample}`));
"""
LOOK = """() => ({
  ran: window.ran ?? null,
  broken: window.broken,
  handlers: [...document.querySelectorAll('*')].filter(each => [...each.attributes].some(
    attribute => attribute.name.startsWith('on') || /^\\s*javascript:/i.test(attribute.value)
      && ['href', 'src', 'action', 'formaction', 'data'].includes(attribute.name))).map(each => each.outerHTML.slice(0, 200)),
})"""
QUIET = {"ran": None, "broken": [], "handlers": []}


def test_no_text_of_the_corpus_ever_runs(
    make_demo: Callable[[str], Flask], sqlite_url: str, chromium: Browser, tmp_path: Path
) -> None:
    demo, roles = make_demo(sqlite_url), drilled_roles("DRILL_SCRIPTS", ("reviewer",))
    taken = _import(tmp_path, TEXTS)
    assert taken > len(TEXTS) // 2
    texts = (TEXTS[number % len(TEXTS)] for number in count())
    for role in roles:
        visitor = Visitor(demo, role)
        for form in visitor.walk().forms:
            _fill(visitor, form, next(texts))
    with serve(demo) as address:
        for role in roles:
            _look_everywhere(Visitor(demo, role), address, chromium)


def _import(folder: Path, texts: Sequence[str]) -> int:
    """An item of each text, as code that Markdown shows as it is: in its stem, options and rationales.

    How many the bank took: markup that isn't code it refuses.
    """
    file = folder / "items.zip"
    with ZipFile(file, "w") as archive:
        for number, text in enumerate(texts, 1):
            archive.writestr(f"items/{number}.yaml", json.dumps(_item(number, f"``{text}``"), ensure_ascii=False))
    environment = {"EXAM_INSTANCE": str(folder), "EXAM_CONTENT": str(ROOT)}
    done = CliRunner().invoke(main, ["bank", "import", str(file), "--format", "yaml", "--json"], env=environment)
    assert done.exit_code == 0, done.output
    return len(json.loads(done.stdout)["taken"])


def _item(number: int, text: str) -> dict[str, Any]:
    options = [
        {"id": "a", "text": f"{text} a", "key": True, "rationale": text},
        {"id": "b", "text": f"b {text}", "rationale": text},
    ]
    common = {"kind": "single_choice", "criteria": ["1A1"], "level": "apply", "difficulty": 0.5, "seconds": 60}
    return {
        "id": f"script-{number}",
        **common,
        "language": "pl",
        "status": "draft",
        "sources": [],
        "stem": f"Pytanie? {text}",
        "options": options,
    }


def _fill(visitor: Visitor, form: FoundForm, text: str) -> None:
    """The text in every field of words; the rest as the page has it."""
    words = [each.name for each in form.fields if each.kind in TEXT_FIELDS]
    if words:
        answer = visitor.send(form, {**form.as_given(), **dict.fromkeys(words, text)})
        assert answer.status_code < 500, (form.view, text)
        assert text not in answer.get_data(as_text=True) or RUN not in text, (form.view, text)


def _look_everywhere(visitor: Visitor, address: str, chromium: Browser) -> None:
    context = chromium.new_context()
    context.add_cookies([{"name": SESSION_COOKIE, "value": visitor.token, "url": address}])
    context.add_init_script(WATCH)
    elsewhere: list[str] = []
    context.on(
        "request",
        lambda request: (
            elsewhere.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None
        ),
    )
    try:
        for page in visitor.walk().pages:
            assert _look(context, address + page) == QUIET, (visitor.role, page)
    finally:
        context.close()
    assert elsewhere == [], visitor.role


def _look(context: BrowserContext, address: str) -> dict[str, Any]:
    page = context.new_page()
    page.goto(address)
    found: dict[str, Any] = page.evaluate(LOOK)
    page.close()
    return found
