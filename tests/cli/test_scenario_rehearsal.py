"""`exam-server scenario rehearse`: what the shipped scripts let weak, average and strong candidates meet."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_server.cli.main import main
from exam_server.core.simulation.rehearsal import TWINS_APART, WANTED
from exam_server.core.simulation.rehearsal import rehearse as run_bots
from exam_server.formats.scenario_yaml import read_scenario

ROOT = Path(__file__).resolve().parents[2]
SPREAD = 0.05
SCRIPTS = sorted((ROOT / "scenarios").rglob("scenario.yaml"))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def rehearse(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["scenario", "rehearse", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@cache
def shares_of(path: Path) -> dict[str, float]:
    """By bot what ten runs give: they spread by up to five points around the five hundred of the command."""
    script, _ = read_scenario(path.read_text(encoding="utf-8"))
    assert script is not None
    return {each.bot: each.share for each in run_bots(script, 10)}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.parent.name)
def test_every_shipped_script_tells_candidates_apart(path: Path) -> None:
    for bot, (low, high) in WANTED.items():
        assert low - SPREAD <= shares_of(path)[bot] <= high + SPREAD, shares_of(path)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.parent.name)
def test_an_average_candidate_is_told_from_both_others_by_every_shipped_script(path: Path) -> None:
    """The middle of what is wanted, so that a script that became too easy or too hard leaves it."""
    weak, average, strong = (shares_of(path)[bot] for bot in ("weak", "average", "strong"))
    assert 0.55 <= average <= 0.8 and strong - average >= 0.15 and average - weak >= 0.15


def test_the_guide_says_what_every_shipped_script_came_to() -> None:
    guide = (ROOT / "docs" / "scenariusze.md").read_text(encoding="utf-8")
    said = {
        name: figures
        for name, *figures in re.findall(r"^\| `(z\S+)` \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|", guide, re.M)
    }
    assert set(said) == {path.parent.name for path in SCRIPTS}
    for path in SCRIPTS:
        for figure, share in zip(said[path.parent.name], shares_of(path).values(), strict=True):
            assert abs(float(figure.replace(",", ".")) / 100 - share) <= 2 * SPREAD, path.parent.name


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.parent.name)
def test_parallel_variants_are_equally_hard(path: Path) -> None:
    script, _ = read_scenario(path.read_text(encoding="utf-8"))
    assert script is not None
    for twin in script.about.variants:
        other = shares_of(path.parents[1] / twin / path.name)
        # A weak candidate's ten runs spread more than twins may differ.
        apart = {bot: abs(shares_of(path)[bot] - other[bot]) for bot in ("average", "strong")}
        assert max(apart.values()) <= TWINS_APART + SPREAD, (twin, apart)


def test_one_script_is_told_by_criterion_and_part_with_what_met_means(tmp_path: Path) -> None:
    for name in ("z1-ilona-kwiaty", "z1-pawel-nocna-zmiana"):
        shutil.copytree(ROOT / "scenarios" / "bilansowanie-kompetencji" / name, tmp_path / name)
    told = rehearse("z1-ilona-kwiaty", "--runs", "2", "--scenarios", str(tmp_path))
    assert "Odsetki liczą się od wszystkich okazji, które deklaruje skrypt" in told
    assert "1A3" in told and "W8" in told and "z1-pawel-nocna-zmiana" in told
    missing = CliRunner().invoke(main, ["scenario", "rehearse", "nie-ma", "--scenarios", str(tmp_path)])
    assert missing.exit_code == 2
