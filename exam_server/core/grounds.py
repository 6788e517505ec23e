"""Why somebody has an accommodation: kept apart from what was agreed, and read for a stated purpose only."""

from dataclasses import dataclass

from exam_server.core.problems import Refused
from exam_server.core.text import text

LONGEST_WORDS = 4000
LONGEST_PURPOSE = 500
SHORTEST_PURPOSE = 5


@dataclass(frozen=True)
class Ground:
    """What somebody put forward for an accommodation, in words, with a document, or both."""

    words: str
    has_document: bool = False


def require_ground(given: Ground) -> str:
    """The words as they're kept. Raises Refused where nothing is put forward, or more than fits."""
    what, words = text("The grounds weren't kept."), given.words.strip()
    if not words and not given.has_document:
        raise Refused(
            what, text("Neither words nor a document were given."), text("Write the grounds or add a document.")
        )
    if len(words) > LONGEST_WORDS:
        limit = text("Grounds have at most {count} characters.", count=LONGEST_WORDS)
        raise Refused(what, limit, text("Write what the decision needs, no more."))
    return words


def require_purpose(given: str) -> str:
    """Why somebody reads the grounds, as the log keeps it. Raises Refused without a purpose in words."""
    purpose = given.strip()
    if not SHORTEST_PURPOSE <= len(purpose) <= LONGEST_PURPOSE:
        raise Refused(
            text("The grounds aren't shown."),
            text("They're read for a stated purpose only, of {least} to {most} characters.",
                 least=SHORTEST_PURPOSE, most=LONGEST_PURPOSE),
            text("Write what you need them for: it's kept with your name and the time."),
        )  # fmt: skip
    return purpose
