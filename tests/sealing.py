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
    own = ec.generate_private_key(CURVE)
    file: dict[str, object] = {"exam_answer_file": 1, "form": form, "epoch": epoch, "server": page["server"]}
    file["ephemeral"] = public_text(own)
    context = f"exam-answer-file/1\n{form}\n{epoch}\n{page['server']}\n{file['ephemeral']}".encode()
    server = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.b64decode(page["server"]))
    key = HKDF(hashes.SHA256(), 32, page["salt"].encode(), context).derive(own.exchange(ec.ECDH(), server))
    iv = os.urandom(12)
    body = json.dumps({"made_at": "2027-03-01T10:00:00.000Z", "saves": list(saves)}).encode()
    sealed = AESGCM(key).encrypt(iv, body, context)
    return file | {"iv": base64.b64encode(iv).decode(), "sealed": base64.b64encode(sealed).decode()}


def as_bytes(file: Mapping[str, object]) -> bytes:
    return json.dumps(file).encode()
