"""The words by which rules know a language: a language without a list here is checked only for its structure."""

from functools import cache

from exam_server.core.lint.language import Wording


# The lists are compiled when somebody checks an item: a server of an exam never does, and would keep 2 MB of them.
@cache
def wording_of(language: str) -> Wording | None:
    """A language's lists; None for one that has none."""
    if language == "pl":
        from exam_server.core.lint.polish import POLISH  # noqa: PLC0415

        return POLISH
    if language == "en":
        from exam_server.core.lint.english import ENGLISH  # noqa: PLC0415

        return ENGLISH
    return None
