"""The program of the process that signs a badge: a seed and claims on its standard input, token and key on its output.

The library for it takes memory that a serving process would keep for a signature now and then.
"""

import base64
import json
import sys
import warnings
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

from exam_server.formats.badge_key import ALGORITHM, as_jwk
from exam_server.formats.ed25519 import public_key


def make_key(seed: bytes, key_id: str) -> dict[str, Any]:
    return {**as_jwk(public_key(seed), key_id)}


def sign(seed: bytes, claims: dict[str, Any], key_id: str) -> str:
    """The claims as a signed JWT that names its key."""
    with warnings.catch_warnings():
        # The curve's own name came up in 2025; badges' wallets know the older one alone.
        warnings.simplefilter("ignore")
        private = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": make_key(seed, "")["x"], "d": _encode(seed)})
        header = {"alg": ALGORITHM, "typ": "JWT", "kid": key_id}
        return jwt.encode(header, claims, private, algorithms=[ALGORITHM])


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def main() -> int:
    given = json.load(sys.stdin)
    seed, key_id, claims = bytes.fromhex(given["seed"]), given["key_id"], given["claims"]
    token = "" if claims is None else sign(seed, claims, key_id)
    json.dump([token, make_key(seed, key_id)], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
