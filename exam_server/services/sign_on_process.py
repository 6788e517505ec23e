"""The program of the process that asks an identity provider: a question on its standard input, what came of it on its
output.

The library for tokens takes memory that a serving process would keep for a log-in now and then, and what a provider
sends is read where it can harm nobody.
"""

import http.client
import json
import ssl
import sys
from base64 import b64encode
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from exam_server.core.sign_on import LONGEST_SUBJECT, is_own_machine, is_safe_address

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key whose public half alone is published: never `none`, and no HMAC."""
KINDS = ("RSA", "EC", "OKP")
SECONDS, LARGEST, LEEWAY = 8, 256 * 1024, 60
WELL_KNOWN = "/.well-known/openid-configuration"


class Untrusted(Exception):
    """An answer that isn't what was asked for, or not of whom was asked."""


def fetch(address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A JSON object; no redirect is followed. Raises OSError, http.client.HTTPException or ValueError."""
    if not is_safe_address(address):
        raise Untrusted("address")
    parts = urlsplit(address)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    kinds = {"Accept": "application/json"}
    if form is not None:
        kinds["Content-Type"] = "application/x-www-form-urlencoded"
    connection = _connect(parts)
    try:
        body = None if form is None else urlencode(form)
        connection.request("GET" if form is None else "POST", path, body, {**kinds, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read(LARGEST + 1)
    finally:
        connection.close()
    if answer.status != http.client.OK or len(content) > LARGEST:
        raise ValueError("status or size")
    read = json.loads(content)
    if not isinstance(read, dict):
        raise ValueError("no object")
    return read


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    trusted = ssl.create_default_context()
    return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=SECONDS, context=trusted)


def read_metadata(issuer: str) -> dict[str, Any]:
    """What a provider says of itself. It has to call itself as it was called, and may lead nowhere unsafe."""
    told = fetch(issuer.rstrip("/") + WELL_KNOWN)
    ends = [str(told.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    is_http_meant = is_own_machine(issuer)
    if told.get("issuer") != issuer or not all(map(is_safe_address, ends)):
        raise Untrusted("metadata")
    if not is_http_meant and any(map(is_own_machine, ends)):
        raise Untrusted("metadata")
    return told


def find_endpoint(issuer: str) -> dict[str, Any]:
    """Where browsers are sent."""
    return {"endpoint": read_metadata(issuer)["authorization_endpoint"]}


def redeem(given: dict[str, Any]) -> dict[str, Any]:
    """Whom the provider vouches for, for the code that the browser brought."""
    told = read_metadata(given["issuer"])
    if told.get("authorization_response_iss_parameter_supported") is True and not given["answered_by"]:
        raise Untrusted("no issuer in the answer")
    form = {
        "grant_type": "authorization_code",
        "code": given["code"],
        "redirect_uri": given["back"],
        "client_id": given["client_id"],
        "code_verifier": given["verifier"],
    }
    tokens = fetch(told["token_endpoint"], form, _authorization(given, told, form))
    claims = read_id_token(str(tokens.get("id_token", "")), fetch(told["jwks_uri"]), given)
    methods = claims.get("amr", [])
    return {"subject": claims["sub"], "methods": [str(each) for each in methods] if isinstance(methods, list) else []}


def _authorization(given: dict[str, Any], told: dict[str, Any], form: dict[str, str]) -> dict[str, str]:
    """How we say who we are: by the header, unless the provider takes the form alone; without a secret PKCE does it."""
    secret = given["client_secret"]
    known = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if secret and "client_secret_basic" not in known and "client_secret_post" in known:
        form["client_secret"] = secret
    elif secret:
        pair = f"{quote(given['client_id'], safe='')}:{quote(secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return {}


def read_id_token(token: str, keys: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Its claims, where it's signed by a published key, by this issuer, for us, for this attempt, and in force."""
    usable = [each for each in keys.get("keys", []) if each.get("kty") in KINDS and each.get("use", "sig") == "sig"]
    claims = jwt.decode(token, KeySet.import_key_set({"keys": usable}), algorithms=list(ALGORITHMS)).claims
    jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": given["issuer"]},
        aud={"essential": True, "value": given["client_id"]},
        nonce={"essential": True, "value": given["nonce"]},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    ).validate(claims)
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", given["client_id"]) != given["client_id"] or (len(audiences) > 1 and "azp" not in claims):
        raise Untrusted("azp")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise Untrusted("sub")
    return claims


def main() -> int:
    given = json.load(sys.stdin)
    try:
        told = (
            redeem(given) if "code" in given else {"endpoint": read_metadata(given["issuer"])["authorization_endpoint"]}
        )
    except (JoseError, Untrusted):
        told = {"trouble": "untrusted"}
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        told = {"trouble": "silent"}
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
