"""Why a seat was closed without a test to judge: a closed list of codes for each such state."""

from collections.abc import Mapping
from types import MappingProxyType

from exam_server.core.delivery.sitting import SittingEvent, SittingState
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

_OTHER = text("another reason, see the words")
ENDING_EVENTS: Mapping[SittingState, SittingEvent] = MappingProxyType(
    {"absent": "miss", "withdrawn": "withdraw", "excluded": "exclude"}
)
ENDING_WORDS: Mapping[SittingState, Mapping[str, Text]] = MappingProxyType(
    {
        "absent": {
            "not_come": text("did not come"),
            "too_late": text("came too late"),
            "not_admitted": text("identity not confirmed"),
            "other": _OTHER,
        },
        "withdrawn": {
            "own_wish": text("by own wish"),
            "illness": text("for health reasons"),
            "other": _OTHER,
        },
        "excluded": {
            "unauthorised_aid": text("unauthorised aid"),
            "communication": text("communication between candidates"),
            "impersonation": text("somebody else sat the test"),
            "disturbance": text("disturbed others"),
            "other": _OTHER,
        },
    }
)


def ending_event(state: str, code: str) -> SittingEvent:
    """The event that closes a seat as `state`. Raises Refused for a state or a code that isn't on the list."""
    for known, event in ENDING_EVENTS.items():
        if known == state and code in ENDING_WORDS[known]:
            return event
    raise Refused(
        text("The seat wasn't closed."), text("The reason isn't on the list."), text("Choose a reason of the list.")
    )
