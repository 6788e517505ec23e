"""The document of security names every requirement of ASVS 5.0, levels 1 and 2, once, and tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}")
TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
SECTIONS = {
    "1": (2, 9, 11, 3, 2),
    "2": (3, 3, 4, 1),
    "3": (0, 2, 4, 6, 5, 0, 2),
    "4": (3, 1, 2, 4),
    "5": (1, 3, 2, 3),
    "6": (3, 12, 4, 4, 5, 3, 0, 4),
    "7": (3, 4, 2, 5, 2, 2),
    "8": (2, 3, 1, 1),
    "9": (3, 4),
    "10": (2, 2, 4, 11, 5, 2, 3),
    "11": (2, 3, 3, 4, 1, 1),
    "12": (3, 2, 4),
    "13": (1, 5, 2, 5),
    "14": (2, 4, 3),
    "15": (3, 3, 7),
    "16": (1, 5, 4, 3, 3),
    "17": (1, 4, 2),
}
"""By chapter: how many requirements of levels 1 and 2 each section begins with."""
WANTED = [
    f"{chapter}.{section}.{number}"
    for chapter, counts in SECTIONS.items()
    for section, count in enumerate(counts, 1)
    for number in range(1, count + 1)
]


def _rows(heading: str) -> list[list[str]]:
    """The cells of the tables of one part, without their heads."""
    part = DOCUMENT.split(f"\n## {heading}")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if NUMBER.match(row[0].strip())]


MET = [row for heading in re.findall(r"\n## (V\d+ )", DOCUMENT) for row in _rows(heading)]


def test_every_requirement_stands_in_one_place() -> None:
    rows = [*MET, *_rows("Czego nie spełniamy"), *_rows("Nie dotyczy")]
    named = [number for row in rows for number in NUMBER.findall(row[0])]
    assert sorted(named) == sorted(WANTED)


@pytest.mark.parametrize("row", MET, ids=lambda row: row[0])
def test_a_requirement_that_is_met_names_a_test_that_there_is(row: list[str]) -> None:
    _, _, where, shown = row
    assert where
    found = TEST.findall(shown)
    assert found
    for file, name in found:
        source = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"def {name}(" in source if name else "def test_" in source
