"""Drawing from files: which bank is meant, and no draw from a bank with errors."""

import shutil
from pathlib import Path

import pytest

from exam_server.core.problems import Refused
from exam_server.services.drawing import draw_from_files

BANK = Path(__file__).resolve().parents[2] / "question_bank" / "bilansowanie-kompetencji"


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    shutil.copytree(BANK, tmp_path / "one")
    return tmp_path


def test_a_blueprint_by_id_and_by_path_is_the_same_draw(banks: Path) -> None:
    path = banks / "one" / "blueprints" / "practice.yaml"
    by_path = draw_from_files(Path("nowhere"), str(path), "s", 2)
    assert by_path == draw_from_files(banks, "practice", "s", 2) == draw_from_files(banks / "one", "practice", "s", 2)


def test_an_item_file_that_cannot_be_read_stops_the_draw(banks: Path) -> None:
    (banks / "one" / "items" / "1A" / "bk-1a1-001.yaml").write_text("id: [")
    with pytest.raises(Refused) as caught:
        draw_from_files(banks, "practice", "s", 1)
    assert "bk-1a1-001.yaml" in str(caught.value.why)


def test_two_banks_with_the_same_blueprint_are_told_apart_by_the_reader(banks: Path) -> None:
    shutil.copytree(banks / "one", banks / "two")
    with pytest.raises(Refused) as caught:
        draw_from_files(banks, "practice", "s", 1)
    assert "one" in str(caught.value.why) and "two" in str(caught.value.why)


def test_an_unknown_blueprint_is_not_found(banks: Path) -> None:
    with pytest.raises(FileNotFoundError):
        draw_from_files(banks, "none", "s", 1)
