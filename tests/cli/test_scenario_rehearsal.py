"""`exam-server scenario rehearse`: what the shipped scripts let weak, average and strong candidates meet."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_server.cli.main import main
from exam_server.core.simulation.rehearsal import WANTED
from exam_server.core.simulation.rehearsal import rehearse as run_bots
from exam_server.formats.scenario_yaml import read_scenario

ROOT = Path(__file__).resolve().parents[2]
SPREAD = 0.05


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def rehearse(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["scenario", "rehearse", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").rglob("scenario.yaml")), ids=lambda path: path.parent.name)
def test_every_shipped_script_tells_candidates_apart(path: Path) -> None:
    """Ten runs spread by up to five points around the figures of five hundred, which the command gives by default."""
    script, _ = read_scenario(path.read_text(encoding="utf-8"))
    assert script is not None
    shares = {each.bot: each.share for each in run_bots(script, 10)}
    for bot, (low, high) in WANTED.items():
        assert low - SPREAD <= shares[bot] <= high + SPREAD, shares


def test_one_script_is_told_by_criterion_and_part_with_what_met_means(tmp_path: Path) -> None:
    for name in ("z1-ilona-kwiaty", "z1-pawel-nocna-zmiana"):
        shutil.copytree(ROOT / "scenarios" / "bilansowanie-kompetencji" / name, tmp_path / name)
    told = rehearse("z1-ilona-kwiaty", "--runs", "2", "--scenarios", str(tmp_path))
    assert "Odsetki liczą się od wszystkich okazji, które deklaruje skrypt" in told
    assert "1A3" in told and "W8" in told and "z1-pawel-nocna-zmiana" in told
    missing = CliRunner().invoke(main, ["scenario", "rehearse", "nie-ma", "--scenarios", str(tmp_path)])
    assert missing.exit_code == 2
