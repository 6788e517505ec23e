"""What is no genuine answer of a passkey opens nothing; real passkeys are used in tests/browser/test_passkey_client.py."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.formats.passkey_answer import Answer, from_base64url, read_answer, to_base64url
from exam_server.services import passkeys
from exam_server.services.logging_in import Entrance
from exam_server.services.people import SessionLimits
from exam_server.services.reading_apart import verify_passkey_apart
from exam_server.services.throttling import Door
from exam_server.store.tables import PasskeyRow
from tests.making import KEYS, OwnWork, make_player

SITE = passkeys.Site("localhost", "http://localhost:8000")
ENTRANCE = Entrance(KEYS, Door("login", 3, 3, 300), SessionLimits(timedelta(hours=1), timedelta(hours=12)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rawId", "response", "x"]), inner),
    max_leaves=8,
)


def answer_to(challenge: str, credential: bytes = b"nobody's") -> Answer:
    said = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": SITE.origin}).encode()
    sent = {
        "id": to_base64url(credential),
        "rawId": to_base64url(credential),
        "type": "public-key",
        "response": {
            "clientDataJSON": to_base64url(said),
            "authenticatorData": to_base64url(bytes(37)),
            "signature": to_base64url(b"no signature"),
        },
    }
    read = read_answer(sent)
    assert read is not None
    return read


@given(JSON)
def test_anything_can_be_sent_as_an_answer(sent: object) -> None:
    assert read_answer(sent) is None


@given(st.binary(max_size=200))
def test_base64url_gives_back_what_was_written(content: bytes) -> None:
    assert from_base64url(to_base64url(content)) == content


def test_a_challenge_is_of_one_browser_and_of_this_installation(work: OwnWork) -> None:
    challenge = from_base64url(passkeys.make_challenge(KEYS, "a browser", work.now))
    assert passkeys.find_made_at(KEYS, "a browser", challenge) == work.now
    assert passkeys.find_made_at(KEYS, "another one", challenge) is None
    assert passkeys.find_made_at(type(KEYS)(b"another"), "a browser", challenge) is None
    assert passkeys.find_made_at(KEYS, "a browser", challenge[:-1]) is None
    assert passkeys.find_made_at(KEYS, "a browser", b"\xff.x") is None


def test_a_forged_answer_opens_nothing_and_counts_for_everybodys_limit(work: OwnWork) -> None:
    account_id = make_player(work, "olga")
    work.record()
    work.session.add(
        PasskeyRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            account_id=account_id,
            name="laptop",
            credential_id=to_base64url(b"olga's"),
            public_key=to_base64url(b"no key"),
            sign_count=0,
            made_at=work.now,
            challenged_at=work.now - timedelta(days=1),
        )
    )
    work.commit()
    challenge = passkeys.make_challenge(KEYS, "browser", work.now)
    for credential in (b"olga's", b"nobody's", b"nobody's"):
        outcome = passkeys.log_in(work, ENTRANCE, SITE, "browser", answer_to(challenge, credential))
        work.commit()
        assert (outcome.token, outcome.half, "wasn't taken" in str(outcome.refusal)) == ("", "", True)
    refused = passkeys.log_in(work, ENTRANCE, SITE, "browser", answer_to(challenge))
    assert "Too many" in str(refused.refusal)


def test_a_forged_answer_adds_nothing(work: OwnWork) -> None:
    work.act_as(make_player(work, "olga"), "office")
    work.commit()
    challenge = passkeys.make_challenge(KEYS, "browser", work.now)
    with pytest.raises(Refused, match="isn't a passkey's answer"):
        passkeys.add(work, KEYS, SITE, "browser", answer_to(challenge), "laptop")
    work.drop()
    with pytest.raises(Refused, match="too long"):
        passkeys.add(work, KEYS, SITE, "another browser", answer_to(challenge), "laptop")
    work.drop()


def test_the_verifier_refuses_whatever_isnt_an_answer() -> None:
    for whole in ({}, {"rawId": 1}, {"response": None}):
        assert verify_passkey_apart(Answer("x", b"y", whole), SITE.name, SITE.origin) is None
