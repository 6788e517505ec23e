"""What drills begin with."""

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

import pytest
from click.testing import CliRunner
from flask import Flask

from exam_server.cli.main import main
from exam_server.core.people import ROLES
from tests.shipped import ROOT


def drilled_roles(variable: str, few: tuple[str, ...]) -> tuple[str, ...]:
    """Everybody where `make drill` names how much is asked, else a few."""
    return ROLES if variable in os.environ else few


def drill_seed(variable: str) -> str:
    """What the dice begin with: the same in every short form, another in every `make drill` (DRILL_SEED repeats one)."""
    return os.environ.get("DRILL_SEED", token_hex(4)) if variable in os.environ else "short"


@pytest.fixture
def make_demo(make_app: Callable[[str], Flask], tmp_path: Path) -> Callable[[str], Flask]:
    """An installation with a demo exam: somebody of each role, and pages that have something to show."""

    def make(url: str) -> Flask:
        environment = {"EXAM_INSTANCE": str(tmp_path), "EXAM_CONTENT": str(ROOT), "EXAM_DATABASE_URL": url}
        for command in (("setup", "--organisation", "Izba Próbna"), ("demo",)):
            done = CliRunner().invoke(main, command, env=environment, catch_exceptions=False)
            assert done.exit_code == 0, done.output
        return make_app(url)

    return make
