"""Passkeys in a real Chromium with its virtual authenticator: added by name, let in alone, prove a grave act."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import people
from exam_server.store.tables import AuditEventRow, LoginSessionRow, PasskeyRow
from tests.making import make_player, open_own_work
from tests.served import serve

pytestmark = pytest.mark.browser
PASSWORD = "trzy czajniki herbaty"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app under a name: browsers make no passkeys for addresses."""
    with serve(app) as served:
        named = served.replace("127.0.0.1", "localhost")
        house = app.extensions["exam_house"]
        house.settings = replace(house.settings, public_url=named)
        yield named


def _look(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def _let_proofs_age(app: Flask) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        work.record()
        for row in work.session.query(LoginSessionRow):
            row.proved_at = row.fully_proved_at = work.now - timedelta(hours=1)
        work.commit()


def test_a_passkey_is_added_lets_in_alone_and_proves_who_acts(app: Flask, chromium: Browser, address: str) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        account_id = make_player(work, "adam")
        people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), PASSWORD)
        work.commit()
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="pl")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{address}/account/login")
    _look(page)
    page.fill("#login", "adam")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.goto(f"{address}/account/security")
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    page.fill("#name", "laptop w biurze")
    _look(page)
    page.get_by_role("button", name="Utwórz klucz dostępu").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.goto(f"{address}/account/security")
    expect(page.locator("#passkeys")).to_contain_text("laptop w biurze")
    _look(page)

    context.clear_cookies()
    page.goto(f"{address}/account/login?next=/account/security")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    expect(page.get_by_role("heading", name="Moje konto")).to_be_visible()

    _let_proofs_age(app)
    page.get_by_role("button", name="Nowe kody zapasowe").click()
    expect(page.get_by_role("heading", name="Potwierdź, że to Ty")).to_be_visible()
    _look(page)
    page.get_by_role("button", name="Użyj klucza dostępu").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    with open_own_work(app.extensions["exam_house"].database) as work:
        opened = [row.facts["by"] for row in work.session.query(AuditEventRow).filter_by(tag="people.session.opened")]
        assert sorted(opened) == ["passkey", "password"]
        assert work.session.query(PasskeyRow).one().used_at is not None
    context.close()
