"""Answer files: a candidate's unsent responses, sealed in the browser for this server alone.

The browser makes a key pair for the one file and agrees on an AES-256-GCM key with the server's public key (ECDH on
P-256, HKDF-SHA-256). The salt is a secret of the seat's admission that the page has had since it was loaded: a file
opens for that candidate only, and nobody else can make one.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LARGEST = 2 * 1024 * 1024
NOT_IMPORTED = text("The answer file wasn't imported.")


class SealedFile(BaseModel):
    """What stands open in a file: whose form, which admission of the seat, and what is needed to open the rest."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    exam_answer_file: int = Field(ge=1, le=1)
    form: str = Field(pattern=r"^[0-9a-f]{64}$")
    epoch: int = Field(ge=1)
    server: str = Field(max_length=100)
    ephemeral: str = Field(max_length=100)
    iv: str = Field(max_length=20)
    sealed: str

    @property
    def context(self) -> bytes:
        """What is bound to the sealed part: changed, it doesn't open."""
        return f"exam-answer-file/1\n{self.form}\n{self.epoch}\n{self.server}\n{self.ephemeral}".encode()


@dataclass(frozen=True)
class AnswerFile:
    """An opened file: saves as `PUT /sitting/responses` takes them, with their epoch; `made_at` by the page's clock."""

    made_at: str
    saves: tuple[dict[str, Any], ...]


def private_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The server's key, always the same for a secret seed of 64 bytes: reduced from so many, its bias is nothing."""
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, CURVE)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers import it: the raw point in Base64."""
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def file_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_answer_file(content: bytes) -> SealedFile:
    """The open part of a file. Raises Refused where it's no answer file."""
    try:
        return SealedFile.model_validate_json(content if len(content) <= LARGEST else b"")
    except ValidationError:
        _refuse(
            text("This is no answer file of this program, or a part of it is missing."),
            text("Choose the file that the candidate's page saved; its name ends with .exam."),
        )


def open_answer_file(file: SealedFile, key: ec.EllipticCurvePrivateKey, salt: str) -> AnswerFile:
    """The sealed part. Raises Refused for another server's file, another seat's salt, and a single changed byte."""
    if file.server != public_text(key):
        _refuse(
            text("It was made for another exam server."),
            text("Import it on the server that this test was written on."),
        )
    try:
        opened = _decrypt(file, key, salt)
        body = json.loads(opened)
        return AnswerFile(str(body["made_at"])[:40], tuple(body["saves"]))
    except (InvalidTag, ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        _refuse(
            text("The file is damaged, or was changed, or belongs to another candidate."),
            text("Copy it from the candidate's computer again; its page can save another one."),
        )


def _decrypt(file: SealedFile, key: ec.EllipticCurvePrivateKey, salt: str) -> bytes:
    point = base64.b64decode(file.ephemeral, validate=True)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    agreed = key.exchange(ec.ECDH(), theirs)
    derived = HKDF(hashes.SHA256(), 32, salt.encode(), file.context).derive(agreed)
    iv, sealed = (base64.b64decode(part, validate=True) for part in (file.iv, file.sealed))
    return AESGCM(derived).decrypt(iv, sealed, file.context)


def _refuse(why: Text, remedy: Text) -> NoReturn:
    raise Refused(NOT_IMPORTED, why, remedy)
