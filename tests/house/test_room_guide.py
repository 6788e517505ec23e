"""The guide to the room's papers names what is on the pages, as the pages name it."""

import re
from pathlib import Path

from exam_server.language import translations

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "sala.md"


def test_every_quoted_label_of_the_guide_is_one_that_a_page_or_a_paper_shows() -> None:
    quoted = re.findall("„([^”]+)”", " ".join(GUIDE.read_text(encoding="utf-8").split()))
    shown = [words for words in translations("pl")._catalog.values() if isinstance(words, str)]  # type: ignore[attr-defined]
    assert quoted
    assert [label for label in quoted if not any(label in words for words in shown)] == []
