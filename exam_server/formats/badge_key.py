"""A badge's public key as a JSON Web Key (RFC 8037)."""

import base64

ALGORITHM = "EdDSA"


def as_jwk(key: str, key_id: str) -> dict[str, str]:
    """`key`: hexadecimal."""
    point = base64.urlsafe_b64encode(bytes.fromhex(key)).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": point, "kid": key_id, "use": "sig", "alg": ALGORITHM}
