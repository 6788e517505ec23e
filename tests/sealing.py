"""An answer file as a candidate's page makes it, for tests without a browser."""

import base64
import json
import os
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from exam_server.formats.answer_file_seal import CURVE, public_text

Saves = Sequence[Mapping[str, object]]


def seal(form: str, epoch: int, page: Mapping[str, str], saves: Saves) -> dict[str, object]:
    """The file's JSON; `page` is what `page_keys` gave."""
    context = f"exam-answer-file/1\n{form}\n{epoch}\n{page['server']}\n"
    body = {"made_at": "2027-03-01T10:00:00.000Z", "saves": list(saves)}
    return {"exam_answer_file": 1, "form": form, "epoch": epoch} | seal_body(page, context, body)


def seal_body(page: Mapping[str, str], context: str, body: object) -> dict[str, object]:
    """The parts of a sealed file that every kind has; the key of the one file ends its context."""
    own = ec.generate_private_key(CURVE)
    ephemeral = public_text(own)
    bound = (context + ephemeral).encode()
    server = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.b64decode(page["server"]))
    key = HKDF(hashes.SHA256(), 32, page["salt"].encode(), bound).derive(own.exchange(ec.ECDH(), server))
    iv = os.urandom(12)
    sealed = AESGCM(key).encrypt(iv, json.dumps(body).encode(), bound)
    parts = {"iv": base64.b64encode(iv).decode(), "sealed": base64.b64encode(sealed).decode()}
    return {"server": page["server"], "ephemeral": ephemeral, **parts}


def as_bytes(file: Mapping[str, object]) -> bytes:
    return json.dumps(file).encode()
