"""Why a member takes no part in a case any more, and whether what they gave until then counts (S2, S8, S9, S10)."""

from collections.abc import Mapping

from exam_server.core.text import Text, text

RECUSAL_KINDS: Mapping[str, Text] = {
    "own": text("the member declares a lack of impartiality"),
    "request": text("the candidate asked for it with good reason"),
    "illness": text("illness or absence"),
    "ended": text("the mandate, a credential or the declaration ended"),
    "trainer": text("ran a training in which the candidate took part"),
    "advisor": text("is the candidate's advisor"),
    "involved": text("took part in the first verification"),
    "decider": text("decides or decided on an appeal of the candidate"),
    "other": text("another reason, for which their ratings don't count"),
}
KEPT_KINDS = frozenset({"illness", "ended", "involved", "decider"})
"""Grounds that say nothing against what was given until then: it was given by somebody who might give it."""


def keeps_ratings(kind: str) -> bool:
    """Whether what a member gave while they might goes on counting, marked as a replaced member's (S2).

    Doubt about impartiality, on whatever ground, takes it back (S8, S10): then it's kept and counts for nothing.
    """
    return kind in KEPT_KINDS
