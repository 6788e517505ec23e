"""Whatever evidence may say has words: to members and, where they see it, to the candidate."""

from typing import get_args

from exam_server.core.case import OpenReason, SourceKind, Verdict
from exam_server.core.case_words import METHOD_WORDS, OWN_REASON_WORDS, OWN_SOURCE_WORDS, REASON_WORDS, VERDICT_WORDS
from exam_server.core.qualification import Method


def test_nothing_that_a_page_may_have_to_name_lacks_a_word() -> None:
    for kinds, words in (
        (Method, METHOD_WORDS),
        (Verdict, VERDICT_WORDS),
        (OpenReason, REASON_WORDS),
        (OpenReason, OWN_REASON_WORDS),
        (SourceKind, OWN_SOURCE_WORDS),
    ):
        assert set(get_args(kinds)) == set(words)
