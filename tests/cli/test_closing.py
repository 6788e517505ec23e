"""A command that runs within another process, as tests run it, leaves no connection behind for the collector to find."""

import gc
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_server.cli.main import main


@pytest.mark.parametrize("words", [("db", "upgrade"), ("audit", "verify")], ids=" ".join)
def test_a_command_closes_its_connections(words: tuple[str, ...], postgresql_url: str, tmp_path: Path) -> None:
    variables = {"EXAM_INSTANCE": str(tmp_path), "EXAM_DATABASE_URL": postgresql_url}
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        CliRunner().invoke(main, words, env=variables)
        gc.collect()
    assert [str(each.message) for each in seen if issubclass(each.category, ResourceWarning)] == []
