"""Signing in a process of its own; the seed goes through a pipe, never over a command line."""

import json

from exam_server.services.own_process import run_apart

PROGRAM = "exam_server.services.signing_process"
SECONDS = 60


def sign_apart(seed: bytes, statement: bytes) -> tuple[str, str]:
    """The public key and the signature, in hexadecimal. Raises subprocess.SubprocessError or ValueError."""
    given = json.dumps({"seed": seed.hex(), "statement": statement.hex()}).encode()
    key, signature = json.loads(run_apart(PROGRAM, given, SECONDS))
    return str(key), str(signature)
