"""A holder's badge, verified by another implementation: what it says, who signed it, and that no change survives."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from exam_server.core.problems import NotFound
from exam_server.services.badges import find_badge_key, make_own_badge, sign_badge_apart
from exam_server.services.certifying import Asked
from exam_server.services.tokens import Keys
from tests.certified import carry_out, make_certifiable
from tests.making import CANDIDATES, OwnWork
from tests.portfolios import give_account

ADDRESS, KEY_ID = "https://egzamin.example.org", "https://egzamin.example.org/badges/keys.json#1"
SEED = Keys(bytes(range(32))).badge_seed()


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def pem_of(key: dict[str, object]) -> bytes:
    return Ed25519PublicKey.from_public_bytes(decode(str(key["x"]))).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


def test_another_implementation_verifies_the_badge_and_finds_every_change(work: OwnWork) -> None:
    made = make_certifiable(work)
    row = carry_out(work, made)
    work.actor = give_account(work, made.case_id, CANDIDATES[0].email)
    claims, cited = make_own_badge(work, made.case_id, row.id, ADDRESS)
    token, key = sign_badge_apart(SEED, claims, KEY_ID)
    assert key == find_badge_key(SEED, KEY_ID) and cited == row.cited
    verifier = OB3Verifier(pem_of(key))
    credential = verifier.verify(token)
    assert (credential.name, credential.issuer.name, credential.issuer.id) == (
        "Parzenie herbaty",
        "Izba Herbaciana",
        f"{ADDRESS}/badges/issuer.json",
    )
    assert credential.issuance_date is not None and credential.issuance_date <= datetime.now(UTC)
    header, payload, signature = token.split(".")
    assert json.loads(decode(header)) == {"alg": "EdDSA", "typ": "JWT", "kid": KEY_ID}
    said = json.loads(decode(payload))
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Kazimiera Kandydacka"
    assert said["id"].startswith(f"{ADDRESS}/certificates/") and said["vc"]["id"] == said["id"]
    assert "1984" not in decode(payload).decode(), "no date of birth"
    forged = base64.urlsafe_b64encode(decode(payload).replace(b"Kazimiera", b"Kazimierz")).rstrip(b"=").decode()
    for wrong in (f"{header}.{forged}.{signature}", f"{header}.{payload}.{signature[:-4]}AAAA"):
        with pytest.raises(OB3VerificationError):
            verifier.verify(wrong)
    with pytest.raises(OB3VerificationError):
        OB3Verifier(pem_of(find_badge_key(bytes(32), KEY_ID))).verify(token)


def test_the_same_certificate_gives_the_same_badge_and_a_revoked_one_gives_none(work: OwnWork) -> None:
    made = make_certifiable(work)
    row = carry_out(work, made)
    holder = give_account(work, made.case_id, CANDIDATES[0].email)
    office = work.actor
    with pytest.raises(NotFound):
        make_own_badge(work, made.case_id, row.id, ADDRESS)
    work.actor = holder
    one, _ = make_own_badge(work, made.case_id, row.id, ADDRESS)
    assert sign_badge_apart(SEED, one, KEY_ID) == sign_badge_apart(SEED, one, KEY_ID)
    work.actor = office
    carry_out(work, made, Asked("revoke", reason="pomyłka"))
    work.actor = holder
    with pytest.raises(NotFound):
        make_own_badge(work, made.case_id, row.id, ADDRESS)
