"""Programs of this server in processes of their own: on its interpreter, and with little of its environment."""

import os
import subprocess
import sys

PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
OF_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Whom to trust, for a program that asks another machine."""


def command_of(program: str) -> list[str]:
    return [sys.executable, "-I", "-m", program]


def given_environment(*more: str) -> dict[str, str]:
    """What every program needs, and what this one does: never a setting, in which a secret may stand."""
    return {name: os.environ[name] for name in (*PASSED_ON, *more) if name in os.environ}


def run_apart(program: str, given: bytes, seconds: float, *more: str) -> bytes:
    """What it says when it's handed this; by a pipe, since others see command lines and environments.

    Raises subprocess.SubprocessError where it ended otherwise, or took longer.
    """
    done = subprocess.run(  # noqa: S603 - our own program on our own interpreter
        command_of(program),
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=given_environment(*more),
        timeout=seconds,
        check=True,
    )
    return done.stdout
