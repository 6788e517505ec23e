"""The table of real files in the guide to formats is what the readers make of them, where the files are at hand."""

import re
from collections import Counter
from pathlib import Path

import pytest

from exam_server.formats.readers import read_import
from tests.samples import FOLDER

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "formaty.md"
KINDS = {
    "QTI 2.1": ("qti", "qti/2.1", (".xml", ".zip")),
    "QTI 2.2": ("qti", "qti/2.2", (".xml", ".zip")),
    "QTI 3.0": ("qti", "qti/3.0", (".xml", ".zip")),
    "Moodle XML": ("moodlexml", "moodlexml", (".xml",)),
    "GIFT": ("gift", "gift", (".gift", ".txt")),
}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the real files aren't here; name them by EXAM_SAMPLES")
@pytest.mark.parametrize("kind", KINDS)
def test_the_guide_says_how_many_items_of_real_files_are_taken(kind: str) -> None:
    format_name, folder, endings = KINDS[kind]
    found: Counter[str] = Counter()
    for path in (path for path in (FOLDER / folder).rglob("*") if path.suffix in endings):
        read = read_import(path.read_bytes(), path.name, format_name)
        found.update({"files": 1, "unread": any(each.severity == "error" for each in read.problems)})
        found.update(brought.outcome for brought in read.items)
    said = re.search(rf"^\| {re.escape(kind)} \|([\d| ]+)\|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert said is not None
    assert [int(each) for each in said[1].split("|")] == [
        found[name] for name in ("files", "taken", "changed", "refused", "unread")
    ]
