"""Signing on in a real Chromium: to the provider's own page and back, though cookies of this site don't cross sites."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, expect

from exam_server.services import sign_on
from exam_server.services.sign_on_apart import ENDPOINTS
from tests.making import make_player, open_own_work
from tests.served import serve
from tests.signing_on import CLIENT, SECRET, Running, run_provider

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[Running]:
    with run_provider() as running:
        yield running


@pytest.fixture
def address(app: Flask, provider: Running) -> Iterator[str]:
    """The app under a name, so that the provider's address is another site."""
    with serve(app) as served:
        named = served.replace("127.0.0.1", "localhost")
        house = app.extensions["exam_house"]
        secret = house.settings.instance / "oidc-secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": "oidc-secret"}
        house.settings = replace(house.settings, public_url=named, oidc_name="Izba", **given)
        ENDPOINTS._known.clear()
        yield named


def test_who_logs_in_at_the_provider_comes_back_to_the_page_that_was_asked_for(
    app: Flask, chromium: Browser, address: str, provider: Running
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        sign_on.bind(work, make_player(work, "adam"), provider.issuer, "adam-u-dostawcy")
        work.commit()
    page = chromium.new_context(viewport={"width": 320, "height": 640}, locale="pl").new_page()
    page.goto(f"{address}/account/login?next=/account/security")
    assert violations(page) == []
    page.get_by_role("link", name="Zaloguj się przez Izba").click()
    page.get_by_label("Kto?").fill("obcy")
    page.get_by_role("button", name="Wejdź").click()
    expect(page.get_by_text("podaj administratorowi ten identyfikator: obcy", exact=False)).to_be_visible()
    assert violations(page) == []
    page.goto(f"{address}/account/login?next=/account/security")
    page.get_by_role("link", name="Zaloguj się przez Izba").click()
    page.get_by_label("Kto?").fill("adam-u-dostawcy")
    page.get_by_role("button", name="Wejdź").click()
    expect(page.get_by_role("heading", name="Moje konto")).to_be_visible()


def test_without_scripts_a_button_goes_on(app: Flask, chromium: Browser, address: str, provider: Running) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        sign_on.bind(work, make_player(work, "adam"), provider.issuer, "adam-u-dostawcy")
        work.commit()
    page = chromium.new_context(java_script_enabled=False, locale="pl").new_page()
    page.goto(f"{address}/account/sign-on?next=/account/security")
    page.get_by_label("Kto?").fill("adam-u-dostawcy")
    page.get_by_role("button", name="Wejdź").click()
    page.get_by_role("button", name="Dalej").click()
    expect(page.get_by_role("heading", name="Moje konto")).to_be_visible()
