"""The words by which rules know a language: a language without a list here is checked only for its structure."""

from collections.abc import Mapping

from exam_server.core.lint.english import ENGLISH
from exam_server.core.lint.language import Wording
from exam_server.core.lint.polish import POLISH

LANGUAGES: Mapping[str, Wording] = {"pl": POLISH, "en": ENGLISH}


def wording_of(language: str) -> Wording | None:
    return LANGUAGES.get(language)
