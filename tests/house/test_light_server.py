"""A room's server is small: what only authors, the office's papers or commands need isn't there until somebody asks."""

import subprocess
import sys

import pytest

HEAVY = (
    "PIL",
    "asn1crypto",
    "alembic",
    "bleach",
    "cryptography",
    "granian",
    "joserfc",
    "latex2mathml",
    "lxml",
    "markdown_it",
    "mako",
    "mdit_py_plugins",
    "numpy",
    "pyhanko",
    "ruamel",
    "scipy",
    "segno",
    "smtplib",
    "typst",
    "webauthn",
)


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """The modules of a fresh process that has loaded the whole app."""
    program = "import exam_server.app, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


def test_the_app_is_loaded(loaded: frozenset[str]) -> None:
    assert {"exam_server", "flask", "sqlalchemy"} <= loaded


@pytest.mark.parametrize("package", HEAVY)
def test_a_server_starts_without_what_its_room_doesnt_need(package: str, loaded: frozenset[str]) -> None:
    assert package not in loaded
