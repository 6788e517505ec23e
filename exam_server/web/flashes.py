"""What the next page says about the act that led to it."""

from flask import flash

from exam_server.core.problems import Refused
from exam_server.core.text import Text
from exam_server.web.language import speak


def flash_done(message: Text) -> None:
    flash(speak(message), "saved")


def flash_note(message: Text) -> None:
    """What was kept, while something is still to do."""
    flash(speak(message), "info")


def flash_refused(message: Text) -> None:
    flash(speak(message), "error")


def flash_refusal(refused: Refused) -> None:
    flash(refusal_words(refused), "error")


def refusal_words(refused: Refused) -> str:
    """What failed, why, what to do, and the rule that says so."""
    words = " ".join(speak(each) for each in (refused.what, refused.why, refused.remedy))
    return f"{words} ({refused.rule})" if refused.rule else words
