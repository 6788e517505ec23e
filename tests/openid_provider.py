"""The program of an OpenID provider on Authlib; and what a hostile one would answer, on request.

Authlib checks what a provider has to: client and secret, the address to go back to, PKCE, that a code is used once.
"""

import base64
import hmac
import json
import sys
import time
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jws, jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.signing_on import CLIENT, OTHER_ISSUER, SECRET

OWN, OTHERS = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})
HOW: dict[str, Any] = {}
CODES: dict[str, Any] = {}
app = Flask("provider")
LISTENING = make_server("127.0.0.1", 0, app, threaded=True)
ISSUER = f"http://127.0.0.1:{LISTENING.port}"


class Client(ClientMixin):  # type: ignore[misc]
    client_id = CLIENT

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address.endswith("/account/sign-on/back")

    def check_client_secret(self, secret: str) -> bool:
        return hmac.compare_digest(secret.encode(), SECRET.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class User:
    id: str

    def get_user_id(self) -> str:
        return self.id


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    redirect_uri: str
    scope: str
    nonce: str
    subject: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str] | None:
        return HOW.get("amr")


class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, asked: Any) -> None:
        given = asked.payload.data
        names = ("redirect_uri", "scope", "nonce")
        challenge = given["code_challenge"], given["code_challenge_method"]
        CODES[code] = Code(code, *(given[name] for name in names), asked.user.id, *challenge)

    def query_authorization_code(self, code: str, client: Any) -> Any:
        return CODES.get(code)

    def delete_authorization_code(self, code: Any) -> None:
        del CODES[code.code]

    def authenticate_user(self, code: Any) -> User:
        return User(code.subject)


class IdToken(OpenIDCode):  # type: ignore[misc]
    def exists_nonce(self, nonce: str, asked: Any) -> bool:
        return False

    def get_jwt_config(self, grant: Any, client: Any = None) -> dict[str, Any]:
        return {"key": OWN.as_dict(private=True), "alg": "RS256", "iss": ISSUER, "exp": 300}

    def generate_user_info(self, user: Any, scope: str) -> Any:
        return UserInfo(sub=user.id)


server = AuthorizationServer(app, query_client=lambda _: Client(), save_token=lambda *_: None)
server.register_grant(Grant, [IdToken(require_nonce=True), CodeChallenge(required=True)])


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'kid': '1'})}.{part(claims)}."


def by_hmac(claims: dict[str, Any]) -> str:
    """With the published key as if it were a secret."""
    body = f"{part({'alg': 'HS256', 'kid': '1'})}.{part(claims)}"
    signature = hmac.digest(OWN.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed(claims: dict[str, Any], key: Any = OWN) -> str:
    return str(jwt.encode({"alg": "RS256", "kid": "1"}, claims, key))


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


twists = {
    "wrong_nonce": lambda said: signed({**said, "nonce": "another"}),
    "no_nonce": lambda said: signed(without(said, "nonce")),
    "wrong_audience": lambda said: signed({**said, "aud": "another-client"}),
    "two_audiences": lambda said: signed({**said, "aud": [CLIENT, "another-client"]}),
    "other_party": lambda said: signed({**said, "azp": "another-client"}),
    "wrong_issuer": lambda said: signed({**said, "iss": OTHER_ISSUER}),
    "expired": lambda said: signed({**said, "exp": int(time.time()) - 3600}),
    "no_expiry": lambda said: signed(without(said, "exp")),
    "no_subject": lambda said: signed(without(said, "sub")),
    "long_subject": lambda said: signed({**said, "sub": "x" * 256}),
    "alg_none": unsigned,
    "public_key_as_secret": by_hmac,
    "other_key": lambda said: signed(said, OTHERS),
    "changed_claims": lambda said: ".".join(
        part({**said, "sub": "alicja-u-dostawcy"}) if number == 1 else piece
        for number, piece in enumerate(signed(said).split("."))
    ),
    "no_token": lambda said: "",
}


@app.post("/behave")
def behave() -> str:
    HOW.clear()
    HOW.update(json.loads(request.get_data()))
    return ""


@app.get("/.well-known/openid-configuration")
def say_metadata() -> Response:
    ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
    told = {"issuer": ISSUER, **{name: f"{ISSUER}/{path}" for name, path in ends.items()}}
    return jsonify(told | HOW.get("metadata", {}))


@app.get("/keys")
def give_keys() -> Response:
    return jsonify(keys=[{**OWN.as_dict(private=False), "use": "sig"}])


@app.get("/authorize")
def show_form() -> str:
    return '<form method="post"><label>Kto? <input name="subject"></label><button>Wejdź</button></form>'


@app.post("/authorize")
def authorize() -> Any:
    user = User(request.form["subject"])
    return server.create_authorization_response(grant=server.get_consent_grant(end_user=user), grant_user=user)


@app.post("/token")
def give_token() -> Any:
    time.sleep(HOW.get("sleep", 0))
    answer = server.create_token_response()
    twist = HOW.get("twist", "")
    if twist == "silent":
        return "nothing", 500
    if twist == "elsewhere":
        return "", 302, {"Location": f"{ISSUER}/token"}
    if twist == "huge":
        return jsonify(id_token="x" * 300_000)
    if twist == "no_json":
        return "<p>"
    if answer.status_code == 200 and twist:
        told = answer.get_json()
        claims = json.loads(jws.extract_compact(told["id_token"].encode()).payload)
        answer.set_data(json.dumps({**told, "id_token": twists[twist](claims)}))
    return answer


if __name__ == "__main__":
    sys.stdout.write(f"{LISTENING.port}\n")
    sys.stdout.flush()
    LISTENING.serve_forever()
