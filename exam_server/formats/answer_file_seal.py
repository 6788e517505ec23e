"""The seal of an answer file: only where one is opened, for the library of it takes 6 MB of a serving process.

The browser makes a key pair for the one file and agrees on an AES-256-GCM key with the server's public key (ECDH on
P-256, HKDF-SHA-256). The salt is a secret of the seat's admission that the page has had since it was loaded: a file
opens for that candidate only, and nobody else can make one.
"""

import base64
import binascii
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from exam_server.core.text import text
from exam_server.formats.answer_file import AnswerFile, SealedFile, refuse
from exam_server.formats.sealed_file import Sealed

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The server's key, always the same for a secret seed of 64 bytes: reduced from so many, its bias is nothing."""
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, CURVE)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers import it: the raw point in Base64."""
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def open_sealed(file: Sealed, key: ec.EllipticCurvePrivateKey, salt: str) -> bytes | None:
    """The sealed part; None for another server's file, another page's salt, and a single changed byte."""
    try:
        return _decrypt(file, key, salt) if file.server == public_text(key) else None
    except (InvalidTag, ValueError, binascii.Error):
        return None


def open_answer_file(file: SealedFile, key: ec.EllipticCurvePrivateKey, salt: str) -> AnswerFile:
    """The sealed part. Raises Refused for another server's file, another seat's salt, and a single changed byte."""
    if file.server != public_text(key):
        refuse(
            text("It was made for another exam server."),
            text("Import it on the server that this test was written on."),
        )
    try:
        opened = _decrypt(file, key, salt)
        body = json.loads(opened)
        return AnswerFile(str(body["made_at"])[:40], tuple(body["saves"]))
    except (InvalidTag, ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        refuse(
            text("The file is damaged, or was changed, or belongs to another candidate."),
            text("Copy it from the candidate's computer again; its page can save another one."),
        )


def _decrypt(file: Sealed, key: ec.EllipticCurvePrivateKey, salt: str) -> bytes:
    point = base64.b64decode(file.ephemeral, validate=True)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    agreed = key.exchange(ec.ECDH(), theirs)
    derived = HKDF(hashes.SHA256(), 32, salt.encode(), file.context).derive(agreed)
    iv, sealed = (base64.b64decode(part, validate=True) for part in (file.iv, file.sealed))
    return AESGCM(derived).decrypt(iv, sealed, file.context)
