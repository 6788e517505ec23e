"""What a row of points may name: exactly what the marking can choose."""

import pytest

from exam_server.core.scoring import markable
from exam_server.core.scoring.choices import choice_words
from tests.kinds import EVERY_KIND


@pytest.mark.parametrize("kind", sorted(set(EVERY_KIND) - {"extended_text"}))
def test_everything_that_can_be_chosen_has_words(kind: str) -> None:
    item = EVERY_KIND[kind].item
    words = choice_words(item)
    assert set(words) == markable(item) and all(words.values())
