"""`exam-server draw`: the fixed JSON, the table, and plain refusals."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.draw import draw
from exam_server.formats.blueprint_yaml import read_blueprint

BANK = Path(__file__).resolve().parents[2] / "question_bank"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(draw, [*arguments, "--bank", str(BANK), "--seed", "s"])


@pytest.mark.parametrize("name", ["full", "set-1", "practice"])
def test_the_shipped_blueprints_fill_from_the_shipped_bank(name: str) -> None:
    result = run("--blueprint", name, "--count", "20", "--json")
    assert result.exit_code == 0, result.output
    path = BANK / "bilansowanie-kompetencji" / "blueprints" / f"{name}.yaml"
    blueprint, _ = read_blueprint(path.read_text(encoding="utf-8"))
    assert blueprint is not None
    printed = json.loads(result.stdout)
    assert list(printed) == ["blueprint", "seed", "pool_digest", "forms"]
    assert (printed["blueprint"], printed["seed"], len(printed["forms"])) == (name, "s", 20)
    facilities = [form["expected_facility"] for form in printed["forms"]]
    assert max(facilities) - min(facilities) <= 2 * blueprint.difficulty_band + 1e-3
    for number, form in enumerate(printed["forms"], start=1):
        assert list(form) == ["number", "digest", "expected_facility", "expected_seconds", "items"]
        assert form["number"] == number
        assert form["expected_seconds"] <= 60 * blueprint.minutes
        assert len({item["id"] for item in form["items"]}) == blueprint.total
        assert list(form["items"][0]) == ["id", "revision", "kind", "criteria", "cell", "options", "reason"]


def test_the_full_test_asks_three_items_of_each_of_its_23_criteria() -> None:
    (form,) = json.loads(run("--blueprint", "full", "--count", "1", "--json").stdout)["forms"]
    asked = Counter(code for item in form["items"] for code in item["criteria"])
    assert (len(asked), set(asked.values())) == (23, {3})


def test_a_table_is_printed_for_people() -> None:
    result = run("--blueprint", "practice", "--count", "2")
    assert result.exit_code == 0
    assert "Arkusz" in result.stdout or "arkusz" in result.stdout
    assert len(result.stdout.splitlines()) == 5


def test_a_blueprint_that_cannot_be_filled_names_its_cells_and_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "too-much.yaml"
    path.write_text("id: x\ntitle: X\nminutes: 60\ntotal: 13\ncells: [{id: many, criterion: 1A1, minimum: 13}]\n")
    result = run("--blueprint", str(path), "--count", "1")
    assert result.exit_code == 1
    assert "many: 11/13" in result.stderr


def test_a_broken_blueprint_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("id: x\ntitle: X\nminutes: 60\ntotal: 5\ncolour: red\n")
    result = run("--blueprint", str(path), "--count", "1")
    assert result.exit_code == 1
    assert "broken.yaml:5:" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("--blueprint", "none", "--count", "1"), ("--blueprint", "full", "--count", "0")]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
