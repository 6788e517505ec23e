"""`exam-server draw --manifest`: without database or bank, exit 0 where every form is the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.draw import draw
from exam_server.services import desk
from exam_server.services.opening import open_database
from exam_server.services.publishing import export_manifest, get_publication
from tests.making import (
    CODE,
    KEYS,
    freeze_exam,
    make_organisation,
    open_own_work,
    withdraw_item,
)

COMMAND = Path(sys.executable).with_name("exam-server")


@pytest.fixture
def manifest(sqlite_url: str, tmp_path: Path) -> Path:
    """Of an exam that is over, with one item withdrawn; its sealed digest stands in a file beside it."""
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        make_organisation(work)
        made = freeze_exam(work)
        withdraw_item(work, KEYS, CODE, "hb-1a1-001", "wyciek")
        work.commit()
        desk.close_exam(work, made.id)
        work.commit()
        path = tmp_path / "manifest.json"
        path.write_text(export_manifest(work, made.id), encoding="utf-8")
        path.with_suffix(".sealed").write_text(get_publication(work, made.id).sealed)
    database.engine.dispose()
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(draw, [*arguments])


def change(path: Path, way: tuple[str | int, ...], value: object) -> None:
    plain = json.loads(path.read_text(encoding="utf-8"))
    part = plain
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    path.write_text(json.dumps(plain), encoding="utf-8")


def test_an_untouched_manifest_holds_on_a_machine_that_has_nothing_else(manifest: Path, tmp_path: Path) -> None:
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EXAM_")}
    done = subprocess.run(
        [str(COMMAND), "draw", "--manifest", str(manifest)],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert manifest.with_suffix(".sealed").read_text() in done.stdout
    assert "Losowanie się zgadza." in done.stdout
    assert list(empty.iterdir()) == []


def test_the_report_as_json_names_every_form(manifest: Path) -> None:
    result = run("--manifest", str(manifest), "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert list(printed) == ["exam", "method", "sealed", "commitments", "forms", "problems", "holds"]
    assert printed["sealed"] == manifest.with_suffix(".sealed").read_text()
    assert (printed["holds"], printed["problems"]) == (True, [])
    assert list(printed["forms"][0]) == ["part", "number", "published", "redrawn", "same"]
    assert {each["part"] for each in printed["forms"]} == {"draw", "withdrawal", "seat"}
    assert all(each["same"] for each in printed["forms"])


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("sealed", "pool", 0, "difficulty"), 0.1),
        (("seats", 0), "0" * 64),
        (("sealed", "blueprint", "title"), "Inny"),
        (("contributions", 0, "words"), "inne"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_whatever_was_changed_is_told_and_exits_with_1(
    manifest: Path, way: tuple[str | int, ...], value: object, as_json: bool
) -> None:
    change(manifest, way, value)
    result = run("--manifest", str(manifest), *(["--json"] if as_json else []))
    assert result.exit_code == 1
    if as_json:
        assert json.loads(result.stdout)["holds"] is False
    else:
        assert "NIE zgadza się" in result.stdout


def test_a_file_that_is_no_manifest_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")
    result = run("--manifest", str(path))
    assert result.exit_code == 1 and "other.json:1:" in result.output
    assert json.loads(run("--manifest", str(path), "--json").stdout)["holds"] is False


@pytest.mark.parametrize(
    "arguments",
    [(), ("--blueprint", "b", "--count", "1"), ("--manifest", "FILE", "--seed", "s"), ("--manifest", "none")],
)
def test_a_draw_takes_either_a_blueprint_or_a_manifest(manifest: Path, arguments: tuple[str, ...]) -> None:
    assert run(*(str(manifest) if each == "FILE" else each for each in arguments)).exit_code == 2
