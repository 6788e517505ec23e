"""Signing on at an identity provider (OpenID Connect, authorization code with PKCE): what is asked, what may answer.

The provider says who somebody is; which account that is, an administrator has said before, and roles are never its own.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Literal
from urllib.parse import urlencode, urlsplit

from exam_server.core.network import is_loopback
from exam_server.core.second_factor import Proof
from exam_server.core.text import Text, text

LASTS = timedelta(minutes=10)
LONGEST_SUBJECT = 255
Trouble = Literal["stale", "declined", "other_provider", "silent", "untrusted", "unbound"]
"""Why nobody was let in. silent: the provider gave no answer that can be read; untrusted: one that isn't meant here."""
TROUBLE_WORDS: Mapping[Trouble, Text] = {
    "stale": text("That took too long, or was begun in another window. Begin again."),
    "declined": text("The provider didn't let you in."),
    "other_provider": text("Another provider answered than was asked. Begin again, and tell the administrator."),
    "silent": text("The provider doesn't answer. Try again later, or use another way in."),
    "untrusted": text("The provider's answer can't be trusted. Try again, and tell the administrator."),
    "unbound": text("No account here is bound to you yet. Give the administrator this identifier: {subject}"),
}


@dataclass(frozen=True)
class Provider:
    """`issuer` is its address; `strong`: methods (`amr`) of its that count as a second factor, none unless set."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    strong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Flow:
    """One attempt, as the browser keeps it: what the answer has to bring back, and where to go on afterwards."""

    state: str
    nonce: str
    verifier: str
    begun_at: datetime
    wanted: str


@dataclass(frozen=True)
class Answer:
    """What the provider sent the browser back with; empty where it brought nothing."""

    state: str
    code: str
    error: str
    issuer: str


@dataclass(frozen=True)
class Subject:
    """Whom the provider vouches for, and by which methods they proved it there."""

    id: str
    methods: frozenset[str]


def is_safe_address(address: str) -> bool:
    """https, or this machine alone (for trying out)."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or is_own_machine(address)) and not parts.fragment


def is_own_machine(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def request_address(endpoint: str, provider: Provider, flow: Flow, back: str) -> str:
    """Where the browser is sent; the verifier stays here, and only its hash goes along (PKCE, S256)."""
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def find_trouble(flow: Flow | None, answer: Answer, issuer: str, now: datetime) -> Trouble | None:
    """What is wrong with an answer before its code is spent: of another attempt, too late, or of somebody else."""
    if flow is None or not now < flow.begun_at + LASTS:
        return "stale"
    if not compare_digest(flow.state.encode(), answer.state.encode()):
        return "stale"
    if answer.issuer and answer.issuer != issuer:
        return "other_provider"
    return "declined" if answer.error or not answer.code else None


def proof_of(methods: Collection[str], strong: frozenset[str]) -> Proof:
    return "strong_sign_on" if strong.intersection(methods) else "sign_on"
