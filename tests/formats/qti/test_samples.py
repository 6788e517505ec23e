"""Real QTI files, where they are at hand: all are read, and every expected score of an item that is taken is ours."""

import json
from pathlib import Path

import pytest

from exam_server.core.scoring import mark
from exam_server.formats.qti.package import read_marked, read_qti
from tests.samples import sample_files

FILES = sample_files("qti", ".xml", ".zip")
CASES = [path for path in sample_files("qti", ".json") if not isinstance(path, Path) or path.name == "cases.json"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_every_real_file_is_read_or_refused_in_words(path: Path) -> None:
    read = read_qti(path.read_bytes(), path.name)
    assert read.items or read.problems
    for brought in read.items:
        assert brought.outcome != "refused" or (brought.refused and all(map(str, brought.refused)))
        assert brought.item is None or brought.item.stem.strip() or brought.item.options


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_every_expected_score_of_a_taken_item_is_ours(path: Path) -> None:
    marked, _ = read_marked((path.parent / "item.xml").read_bytes(), "item.xml")
    assert marked is not None
    if marked.brought.item is None:
        assert marked.brought.refused
        return
    for case in json.loads(path.read_text())["cases"]:
        given = mark(marked.brought.item, marked.spell(case["responses"]))
        expected = case["expect"].get("outcomes", {})
        got = {"SCORE": given.score, "MAXSCORE": given.maximum}
        for name in got.keys() & expected.keys():
            assert got[name] == pytest.approx(expected[name]), case["name"]
