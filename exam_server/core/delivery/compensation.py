"""Time given back: what it may be given for, and how much of it an accommodation makes."""

from collections.abc import Mapping
from types import MappingProxyType

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

LONGEST_SECONDS = 4 * 3600
CAUSE_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "outage": text("time without contact"),
        "accommodation": text("extra time agreed for the candidate"),
        "other": text("time lost for another reason"),
    }
)


def check_compensation(cause: str, seconds: int) -> None:
    """Raises Refused for a cause that isn't on the list, and for a time that no exam day holds."""
    if cause not in CAUSE_WORDS or not 0 < seconds <= LONGEST_SECONDS:
        raise Refused(
            text("The time wasn't proposed."),
            text("It must be between one second and four hours."),
            text("Correct the number of minutes."),
        )


def extra_seconds(base_seconds: int, percent_now: int, percent: int) -> int:
    """What a higher time factor adds to a running clock, in seconds rounded up; the factor itself stays (B13)."""
    return -(-base_seconds * (percent - percent_now) // 100)
