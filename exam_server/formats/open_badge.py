"""A certificate as an Open Badge 3.0: a verifiable credential, and the claims under which it's signed as a VC-JWT."""

from datetime import datetime
from typing import Any, NamedTuple

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


class Badge(NamedTuple):
    """What a badge says: no more of its holder than the certificate does. Ids are URLs or URNs; `outcomes` are texts.

    `page` is where its number is confirmed: a signature can't say whether it was revoked meanwhile.
    """

    page: str
    issuer_id: str
    issuer_name: str
    holder_id: str
    holder_name: str
    qualification_id: str
    qualification: str
    code: str
    prk_level: int | None
    outcomes: tuple[str, ...]
    number: str
    issued_at: datetime
    issuer_url: str


def make_claims(badge: Badge) -> dict[str, Any]:
    """The payload of the VC-JWT: the credential itself with the registered claims beside it, and once more as `vc`.

    Wallets of the second data model read the first, those of the older one the second; both say the same.
    """
    credential = make_credential(badge)
    registered = {
        "iss": badge.issuer_id,
        "sub": badge.holder_id,
        "jti": badge.page,
        "nbf": int(badge.issued_at.timestamp()),
        "iat": int(badge.issued_at.timestamp()),
    }
    return {**credential, **registered, "vc": credential}


def make_credential(badge: Badge) -> dict[str, Any]:
    """The credential of Open Badges 3.0."""
    moment = badge.issued_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        "@context": list(CONTEXTS),
        "id": badge.page,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.qualification,
        "issuer": {
            "id": badge.issuer_id,
            "type": ["Profile"],
            "name": badge.issuer_name,
            "url": badge.issuer_url,
        },
        "validFrom": moment,
        "issuanceDate": moment,
        "credentialSubject": _subject(badge),
    }


def _subject(badge: Badge) -> dict[str, Any]:
    return {
        "id": badge.holder_id,
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "identityHash": badge.holder_name,
                "hashed": False,
            }
        ],
        "licenseNumber": badge.number,
        "achievement": {
            "id": badge.qualification_id,
            "type": ["Achievement"],
            "achievementType": "Certification",
            "humanCode": badge.code,
            "inLanguage": "pl",
            "name": badge.qualification,
            "description": _describe(badge),
            "criteria": {"narrative": "\n".join(f"- {each}" for each in badge.outcomes)},
        },
    }


def _describe(badge: Badge) -> str:
    level = "" if badge.prk_level is None else f", poziom {badge.prk_level} Polskiej Ramy Kwalifikacji"
    return f"Kwalifikacja wolnorynkowa{level}"
