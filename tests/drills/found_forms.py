"""The forms that somebody's pages offer: found by following links, a few pages of each view."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

PAGES_OF_A_VIEW, FORMS_OF_AN_ACT = 3, 2
LEAVE_ALONE = ("account.log_out", "account.end_session", "account.end_other_sessions")
"""They end the session that the drill goes on with."""


@dataclass(frozen=True)
class Field:
    """`kind` is a control's type, `given` what the page has in it."""

    name: str
    kind: str
    given: str


@dataclass(frozen=True)
class FoundForm:
    """`view` is the endpoint that it's sent to, `page` the address of the page that has it."""

    view: str
    method: str
    action: str
    page: str
    fields: tuple[Field, ...]

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """What it does and asks, whatever ids its page has: the same in every installation."""
        return self.view, tuple(each.name for each in self.fields)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what somebody can fill in or choose."""
        return tuple(dict.fromkeys(each.name for each in self.fields if each.name != "csrf_token"))

    def as_given(self) -> dict[str, str | list[str]]:
        return {each.name: each.given for each in self.fields}


@dataclass
class Walk:
    """The pages that somebody came to, and the forms on them."""

    pages: list[str] = field(default_factory=list)
    forms: list[FoundForm] = field(default_factory=list)
    _pages_of: Counter[str] = field(default_factory=Counter)
    _forms_of: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)

    def wants(self, view: str | None) -> bool:
        return view is not None and self._pages_of[view] < PAGES_OF_A_VIEW

    def take(self, page: str, view: str, forms: Iterator[FoundForm]) -> None:
        self.pages.append(page)
        self._pages_of[view] += 1
        for form in forms:
            self._forms_of[form.kind] += 1
            if self._forms_of[form.kind] <= FORMS_OF_AN_ACT:
                self.forms.append(form)


def walk(app: Flask, client: FlaskClient) -> Walk:
    """All that is within reach of whoever this client is: from every address that needs no id on, link by link."""
    waiting = deque(sorted(rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and _is_page(rule)))
    seen, done = set(waiting), Walk()
    while waiting:
        page = waiting.popleft()
        view = find_view(app, page, "GET")
        if view is None or not done.wants(view):
            continue
        answer = client.get(page)
        assert answer.status_code < 500, (page, answer.status_code)
        if answer.status_code != 200 or answer.mimetype != "text/html" or not answer.data:
            continue
        tree = html.fromstring(answer.data)
        done.take(page, view, _forms_of(app, tree, page))
        fresh = [link for link in dict.fromkeys(_links_of(tree, page)) if link not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return done


def _is_page(rule: Rule) -> bool:
    return "GET" in (rule.methods or ())


def find_view(app: Flask, address: str, method: str) -> str | None:
    try:
        view, _ = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)
    except HTTPException:
        return None
    return str(view)


def _links_of(tree: html.HtmlElement, page: str) -> Iterator[str]:
    for link in tree.iter("a"):
        target = urlsplit(urljoin(page, link.get("href") or ""))
        if not target.netloc and target.path:
            yield target.path + (f"?{target.query}" if target.query else "")


def _forms_of(app: Flask, tree: html.HtmlElement, page: str) -> Iterator[FoundForm]:
    for form in tree.iter("form"):
        method = (form.get("method") or "get").upper()
        action = urljoin(page, form.get("action") or page)
        view = find_view(app, action, method)
        if view is not None and view not in LEAVE_ALONE:
            yield FoundForm(view, method, action, page, tuple(_fields_of(form)))


def _fields_of(form: html.HtmlElement) -> Iterator[Field]:
    for part in form.iter("input", "select", "textarea", "button"):
        if name := part.get("name"):
            yield _read_field(part, name)


def _read_field(part: html.HtmlElement, name: str) -> Field:
    if part.tag == "select":
        options = list(part.iter("option"))
        chosen = next((each for each in options if each.get("selected") is not None), options[0] if options else None)
        return Field(name, "select", "" if chosen is None else chosen.get("value") or "")
    if part.tag == "textarea":
        return Field(name, "textarea", part.text or "")
    return Field(name, part.get("type") or "text", part.get("value") or "")
