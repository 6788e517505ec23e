"""Signing on through an identity provider: a real one on Authlib lets staff in, and no hostile answer lets anybody in."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from exam_server.core.problems import Refused
from exam_server.core.sign_on import Answer
from exam_server.services import sign_on
from exam_server.services.sign_on_apart import ENDPOINTS, redeem_apart
from exam_server.store.tables import AccountRow, AuditEventRow, LoginSessionRow, SignOnRow
from exam_server.web.cookies import FLOW_COOKIE, HALF_COOKIE, SESSION_COOKIE
from tests.factors import set_up_app
from tests.making import make_player, open_own_work
from tests.signing_on import CLIENT, OTHER_ISSUER, SECRET, Running, run_provider
from tests.visiting import Visitors, csrf_of, holder_csrf

SUBJECT = "adam-u-dostawcy"


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with run_provider() as running:
        yield running


@pytest.fixture
def signing(app: Flask, provider: Running) -> Flask:
    """An app whose body has this provider, which is honest; Adam's account is bound."""
    provider.behave()
    house = app.extensions["exam_house"]
    secret = house.settings.instance / "oidc-secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": "oidc-secret"}
    house.settings = replace(house.settings, **given, oidc_name="Izba", oidc_second_factor="mfa hwk")
    ENDPOINTS._known.clear()
    with open_own_work(house.database) as work:
        sign_on.bind(work, make_player(work, "adam"), provider.issuer, SUBJECT)
        work.commit()
    return app


def _go_there(client: FlaskClient, wanted: str = "") -> str:
    """The address at the provider to which the browser is sent."""
    answer = client.get("/account/sign-on", query_string={"next": wanted} if wanted else {})
    assert answer.status_code == 302
    return str(answer.location)


def _come_back(client: FlaskClient, brought: dict[str, str]) -> str:
    """Where the page in between leads, whose form carries what the provider's address brought."""
    page = client.get("/account/sign-on/back", query_string=brought).get_data(as_text=True)
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return str(client.post("/account/sign-on/finish", data=form).location)


def _sign_on(client: FlaskClient, provider: Running, subject: str = SUBJECT, wanted: str = "") -> str:
    return _come_back(client, provider.log_in(_go_there(client, wanted), subject))


def _is_in(client: FlaskClient) -> bool:
    return client.get_cookie(SESSION_COOKIE) is not None and client.get("/account/security").status_code == 200


def _told(client: FlaskClient) -> str:
    return client.get("/account/login").get_data(as_text=True)


def test_the_door_is_there_only_where_a_provider_is_set(app: Flask, client: FlaskClient, provider: Running) -> None:
    assert "/account/sign-on" not in _told(client)
    assert client.get("/account/sign-on").status_code == client.get("/account/sign-on/back").status_code == 404
    assert client.post("/account/sign-on/finish", data={"csrf_token": csrf_of(client)}).status_code == 404


def test_who_is_bound_comes_in_and_to_the_page_that_was_asked_for(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    assert "Zaloguj się przez Izba" in _told(client)
    assert _sign_on(client, provider, wanted="/author/items") == "/author/items"
    assert client.get("/author/items").status_code == 200
    assert client.get_cookie(FLOW_COOKIE) is None
    with open_own_work(signing.extensions["exam_house"].database) as work:
        (opened,) = work.session.query(AuditEventRow).filter_by(tag="people.session.opened")
        assert opened.facts["by"] == "sign_on"


def test_the_provider_is_asked_with_pkce_state_and_nonce_each_time_anew(signing: Flask, provider: Running) -> None:
    asked = [parse_qs(urlsplit(_go_there(signing.test_client())).query) for _ in range(2)]
    assert asked[0]["response_type"] == ["code"] and asked[0]["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 43 and asked[0][name] != asked[1][name]


def test_who_isnt_bound_is_told_their_identifier_and_gets_no_account(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    with open_own_work(signing.extensions["exam_house"].database) as work:
        before = work.session.query(AccountRow).count()
    assert _sign_on(client, provider, "obcy<b>") == "/account/login"
    assert "obcy&lt;b&gt;" in _told(client) and not _is_in(client)
    with open_own_work(signing.extensions["exam_house"].database) as work:
        assert work.session.query(AccountRow).count() == before


def test_a_closed_account_stays_closed(signing: Flask, provider: Running) -> None:
    with open_own_work(signing.extensions["exam_house"].database) as work:
        work.record()
        work.session.query(AccountRow).filter_by(login="adam").one().disabled_at = work.now
        work.commit()
    client = signing.test_client()
    assert _sign_on(client, provider) == "/account/login" and not _is_in(client)


def test_our_own_second_factor_is_still_asked_for(signing: Flask, provider: Running) -> None:
    _give_app(signing)
    provider.behave(amr=["pwd"])
    client = signing.test_client()
    assert _sign_on(client, provider, wanted="/author/items") == "/account/login/code?next=/author/items"
    assert not _is_in(client) and client.get_cookie(HALF_COOKIE) is not None


def test_a_method_that_the_body_counts_as_one_stands_for_it(signing: Flask, provider: Running) -> None:
    _give_app(signing)
    provider.behave(amr=["pwd", "mfa"])
    client = signing.test_client()
    assert _sign_on(client, provider) == "/" and _is_in(client)


def _give_app(app: Flask) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        set_up_app(work, work.session.query(SignOnRow).one().account_id)


@pytest.mark.parametrize(
    "twist",
    [
        "wrong_nonce",
        "no_nonce",
        "wrong_audience",
        "two_audiences",
        "other_party",
        "wrong_issuer",
        "expired",
        "no_expiry",
        "no_subject",
        "long_subject",
        "alg_none",
        "public_key_as_secret",
        "other_key",
        "changed_claims",
        "no_token",
    ],
)
def test_a_token_that_isnt_for_us_now_lets_nobody_in(signing: Flask, provider: Running, twist: str) -> None:
    provider.behave(twist=twist)
    client = signing.test_client()
    with capture_logs() as lines:
        assert _sign_on(client, provider) == "/account/login"
    assert "nie można zaufać" in _told(client) and not _is_in(client)
    assert [line["why"] for line in lines if line["event"] == "sign_on.refused"] == ["untrusted"]
    assert any(line["event"] == "door.failed" for line in lines)


@pytest.mark.parametrize("twist", ["silent", "elsewhere", "huge", "no_json"])
def test_an_answer_that_is_none_lets_nobody_in(signing: Flask, provider: Running, twist: str) -> None:
    provider.behave(twist=twist)
    client = signing.test_client()
    assert _sign_on(client, provider) == "/account/login"
    assert "nie odpowiada" in _told(client) and not _is_in(client)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": OTHER_ISSUER},
        {"token_endpoint": "http://keys.example.org/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_calls_itself_otherwise_or_leads_elsewhere_isnt_asked(
    signing: Flask, provider: Running, metadata: dict[str, str]
) -> None:
    provider.behave(metadata=metadata)
    assert signing.test_client().get("/account/sign-on").location == "/account/login"


def test_a_provider_that_names_itself_in_its_answers_has_to(signing: Flask, provider: Running) -> None:
    provider.behave(metadata={"authorization_response_iss_parameter_supported": True})
    client = signing.test_client()
    brought = provider.log_in(_go_there(client), SUBJECT)
    brought.pop("iss", None)
    assert _come_back(client, brought) == "/account/login" and not _is_in(client)


def test_the_answer_of_another_provider_isnt_taken(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    brought = provider.log_in(_go_there(client), SUBJECT)
    assert _come_back(client, {**brought, "iss": OTHER_ISSUER}) == "/account/login"
    assert "inny dostawca" in _told(client) and not _is_in(client)


def test_an_answer_counts_once_and_in_the_browser_that_began_alone(signing: Flask, provider: Running) -> None:
    client, other = signing.test_client(), signing.test_client()
    brought = provider.log_in(_go_there(client), SUBJECT)
    _go_there(other)
    assert _come_back(other, brought) == "/account/login" and not _is_in(other)
    assert _come_back(client, brought) == "/" and _is_in(client)
    thief = signing.test_client()
    assert _come_back(thief, brought) == "/account/login" and not _is_in(thief)


def test_an_attempt_that_is_kept_and_played_again_fails_at_the_provider(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    brought = provider.log_in(_go_there(client), SUBJECT)
    kept = client.get_cookie(FLOW_COOKIE)
    assert kept and _come_back(client, brought) == "/"
    again = signing.test_client()
    again.set_cookie(FLOW_COOKIE, kept.value)
    assert _come_back(again, brought) == "/account/login" and not _is_in(again)


def test_a_code_of_somebody_elses_attempt_doesnt_fit(signing: Flask, provider: Running) -> None:
    """The code was given for another verifier (PKCE), even where the state is this browser's."""
    client, attacker = signing.test_client(), signing.test_client()
    stolen = provider.log_in(_go_there(attacker), SUBJECT)["code"]
    state = parse_qs(urlsplit(_go_there(client)).query)["state"][0]
    assert _come_back(client, {"state": state, "code": stolen}) == "/account/login" and not _is_in(client)


@pytest.mark.parametrize("brought", [{}, {"error": "access_denied"}, {"code": "guessed"}])
def test_a_refusal_and_a_guess_let_nobody_in(signing: Flask, provider: Running, brought: dict[str, str]) -> None:
    client = signing.test_client()
    state = parse_qs(urlsplit(_go_there(client)).query)["state"][0]
    assert _come_back(client, {"state": state, **brought}) == "/account/login" and not _is_in(client)


def test_a_forged_attempt_is_none(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    brought = provider.log_in(_go_there(client), SUBJECT)
    client.set_cookie(FLOW_COOKIE, "x.y")
    assert _come_back(client, brought) == "/account/login" and not _is_in(client)


def test_an_administrator_binds_and_unbinds_with_a_fresh_proof(signing: Flask, visitors: Visitors) -> None:
    administrator, adam = visitors.as_role("administrator"), _id_of(signing, "adam")
    page = administrator.get(f"/account/{adam}").get_data(as_text=True)
    assert f'value="{SUBJECT}"' in page and "Logowanie przez Izba" in page
    form = {"csrf_token": holder_csrf(administrator)}
    administrator.post(f"/account/{adam}/sign-on", data={**form, "subject": " inny "})
    assert _bound(signing) == {adam: "inny"}
    administrator.post(f"/account/{adam}/sign-on", data={**form, "subject": ""})
    assert _bound(signing) == {}
    assert "sign-on" not in visitors.as_role("office").get("/account/security").get_data(as_text=True)


def test_a_subject_is_one_persons_and_a_candidate_has_none(signing: Flask, provider: Running) -> None:
    with open_own_work(signing.extensions["exam_house"].database) as work:
        work.organisation_id = work.session.query(AccountRow).first().organisation_id  # type: ignore[union-attr]
        olga = make_player(work, "olga")
        with pytest.raises(Refused, match="another account's"):
            sign_on.bind(work, olga, provider.issuer, SUBJECT)
        work.drop()
        with pytest.raises(Refused, match="1 to 255"):
            sign_on.bind(work, olga, provider.issuer, "x" * 256)
        work.drop()
    assert list(_bound(signing).values()) == [SUBJECT]


def _id_of(app: Flask, login: str) -> UUID:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return work.session.query(AccountRow).filter_by(login=login).one().id


def _bound(app: Flask) -> dict[UUID, str]:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return {row.account_id: row.subject for row in work.session.query(SignOnRow)}


def test_a_new_log_in_ends_the_one_that_this_browser_held(signing: Flask, provider: Running) -> None:
    client = signing.test_client()
    _sign_on(client, provider)
    _sign_on(client, provider)
    with open_own_work(signing.extensions["exam_house"].database) as work:
        open_ones = work.session.query(LoginSessionRow).filter(LoginSessionRow.revoked_at.is_(None)).count()
    assert open_ones == 1


def test_a_provider_that_keeps_silent_holds_up_two_at_most(signing: Flask, provider: Running) -> None:
    """Everybody else is told so within a moment: threads are there for a room's saves."""
    provider.behave(sleep=4)
    house = signing.extensions["exam_house"]
    flow = sign_on.begin_flow(datetime.now(UTC), "/")
    answer = Answer(flow.state, "code", "", "")

    def ask(_: int) -> float:
        began = time.monotonic()
        assert redeem_apart(house.settings.sign_on, flow, answer, "http://localhost/account/sign-on/back") != "unbound"
        return time.monotonic() - began

    with ThreadPoolExecutor(6) as pool:
        took = sorted(pool.map(ask, range(6)))
    assert took[3] < 3 < took[4]
