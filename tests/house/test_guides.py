"""Guides name in bold what stands on the pages, show pictures that are taken of them, and are all listed.

In a guide bold with a capital letter is what a page calls a button, a menu's entry or a field, word by word, and
arrows lead from one to the next. A paragraph's first words end with a full stop or a colon; *italics* stress.
"""

import re
from pathlib import Path

import pytest

from exam_server.core.lint import RULES
from exam_server.language import translations

ROOT = Path(__file__).resolve().parents[2]
DOCS, PICTURES = ROOT / "docs", ROOT / "docs" / "pictures"
# Generated from docstrings, and about figures: nobody presses anything by them.
OTHERS = {"rules.md", "performance.md"}
GUIDES = sorted(path for path in DOCS.glob("*.md") if path.name not in OTHERS)
AUDIENCES = ("kandydat", "asesor", "rola-i-sufler", "autor", "sala", "doradca", "audytor", "administrator")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\)")
PLACEHOLDER, BRACKETS = re.compile(r"\{\w+\}|%\(\w+\)s"), re.compile(r"\([^)]*\)")
PAGE_OF_A4 = 3_000
"""Characters, with a picture beside them."""


def read(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8").split())


def bare(words: str) -> str:
    """A label without what a page puts into it, what stands in brackets, its last mark, and its case."""
    left = BRACKETS.sub("", PLACEHOLDER.sub("", words)).replace("…", "")
    return " ".join(left.split()).strip(" :.,?").casefold()


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_everything_in_bold_is_called_so_on_a_page(path: Path) -> None:
    catalogue = translations("pl")._catalog.values()  # type: ignore[attr-defined]
    shown = {bare(words) for words in catalogue if isinstance(words, str)}
    labels = [label for label in BOLD.findall(read(path)) if label[0].isupper() and label[-1] not in ".:"]
    named = [part for label in labels for part in label.split("→")]
    assert [part.strip() for part in named if bare(part) not in shown] == [], "no page calls anything so"


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_picture_is_there_and_described(path: Path) -> None:
    shown = PICTURE.findall(read(path))
    assert [name for described, name in shown if not described or not (PICTURES / name).is_file()] == []


def test_every_picture_is_taken_by_the_make_target_and_shown_somewhere() -> None:
    source = (ROOT / "tests" / "journeys" / "pictures.py").read_text(encoding="utf-8")
    taken = {f"{name}.png" for name in re.findall(r'keep\(\w+, "([\w-]+)"', source)}
    readme = re.findall(r"docs/pictures/([\w-]+\.png)", read(ROOT / "README.md"))
    shown = {name for path in GUIDES for _, name in PICTURE.findall(read(path))} | set(readme)
    assert {path.name for path in PICTURES.glob("*.png")} == taken == shown


def test_each_audience_has_its_guide_and_the_readme_lists_every_one() -> None:
    names = {path.stem for path in GUIDES}
    assert set(AUDIENCES) <= names
    listed = re.findall(r"\(docs/([\w-]+)\.md\)", read(ROOT / "README.md").partition("## Guides")[2])
    assert names <= set(listed)


def test_the_candidates_guide_fits_on_two_pages() -> None:
    words = PICTURE.sub("", read(DOCS / "kandydat.md"))
    assert len(words) <= 2 * PAGE_OF_A4


def test_authors_are_told_the_reason_of_every_rule_of_wording() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "autor.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == {rule.id for rule in RULES} | {"near-duplicate", "same-stem", "key-positions"}
