"""A sentence says its days as people write them, in its language and in sentences within it."""

from datetime import UTC, date, datetime

from exam_server.core.text import text
from exam_server.language import say, show_day

DAY = date(2026, 11, 26)


def test_a_day_in_a_sentence_is_written_out_in_the_sentences_language() -> None:
    late = text("It came on {day}, after the last day to appeal.", day=DAY)
    assert say(late, "pl") == "Wpłynęło 26 listopada 2026, po ostatnim dniu na odwołanie."
    assert say(late, "en") == "It came on 26 November 2026, after the last day to appeal."


def test_a_sentence_within_a_sentence_says_its_days_too() -> None:
    kept = text("it has to be kept until {day}", day=DAY)
    assert show_day(DAY, "pl") in say(text("{label}: {reason}.", label="K-1", reason=kept), "pl")


def test_numbers_words_and_moments_stay_as_they_are() -> None:
    moment = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert say(text("{label}: {reason}.", label=3, reason=moment), "en") == f"3: {moment}."
