"""What a reader notes while it reads one foreign item: what it holds otherwise, and what stands against taking it."""

import re
from dataclasses import dataclass, field

from exam_server.core.text import Text, text

SHOWN = 160
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass
class Notes:
    """Each sentence once, in the order in which they were noted."""

    changes: list[Text] = field(default_factory=list)
    refused: list[Text] = field(default_factory=list)

    def change(self, message: Text) -> None:
        if message not in self.changes:
            self.changes.append(message)

    def refuse(self, message: Text) -> None:
        if message not in self.refused:
            self.refused.append(message)

    def lost(self, what: Text, words: str) -> None:
        """A part of the source that has no place here, with its beginning, so that a person can put it somewhere."""
        words = TAG.sub(" ", words)
        if words.strip():
            self.change(text("{what} isn't taken: “{words}”", what=what, words=shortened(words)))


def shortened(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"
