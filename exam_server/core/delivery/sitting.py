"""A sitting's states and what may happen in each: from the waiting seat to the closed test."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

SittingState = Literal["waiting", "admitted", "open", "paused", "handed_in", "time_up", "ended_by_desk"]
SittingEvent = Literal["admit", "start", "pause", "resume", "hand_in", "time_up", "end", "reopen"]

STATES: tuple[SittingState, ...] = get_args(SittingState)
EVENTS: tuple[SittingEvent, ...] = get_args(SittingEvent)
CLOSED: frozenset[SittingState] = frozenset({"handed_in", "time_up", "ended_by_desk"})

# Admitting again is what moving to another PC does; handing in or running out of time twice is a repeated request.
_NEXT: Mapping[SittingState, Mapping[SittingEvent, SittingState]] = MappingProxyType(
    {
        "waiting": {"admit": "admitted", "end": "ended_by_desk"},
        "admitted": {"admit": "admitted", "start": "open", "end": "ended_by_desk"},
        "open": {
            "admit": "open",
            "pause": "paused",
            "hand_in": "handed_in",
            "time_up": "time_up",
            "end": "ended_by_desk",
        },
        "paused": {"admit": "paused", "resume": "open", "end": "ended_by_desk"},
        "handed_in": {"hand_in": "handed_in", "time_up": "handed_in"},
        "time_up": {"hand_in": "time_up", "time_up": "time_up", "reopen": "open"},
        "ended_by_desk": {"end": "ended_by_desk", "time_up": "ended_by_desk"},
    }
)

_WHAT: Mapping[SittingEvent, Text] = MappingProxyType(
    {
        "admit": text("This seat can't be admitted."),
        "start": text("The test can't be opened."),
        "pause": text("The test can't be paused."),
        "resume": text("The test can't be resumed."),
        "hand_in": text("The test can't be handed in."),
        "time_up": text("The test can't be closed for time."),
        "end": text("The test can't be ended."),
        "reopen": text("The test can't be reopened."),
    }
)

_WHY: Mapping[SittingState, tuple[Text, Text]] = MappingProxyType(
    {
        "waiting": (text("Nobody has confirmed the candidate's identity yet."), text("Confirm the identity first.")),
        "admitted": (text("The test hasn't been opened yet."), text("Wait until the desk opens the test.")),
        "open": (text("The test is running."), text("Reload the page to see where it stands.")),
        "paused": (text("The test is paused."), text("Wait until the desk resumes it.")),
        "handed_in": (text("The test has been handed in."), text("Tell the desk if that was a mistake.")),
        "time_up": (text("The time is up."), text("Only a confirmed compensation reopens the test.")),
        "ended_by_desk": (text("The desk has ended this test."), text("Speak to the desk.")),
    }
)


def step(state: SittingState, event: SittingEvent) -> SittingState | Refused:
    """The state after `event`, or why it can't happen there. Every pair has an answer."""
    following = _NEXT[state].get(event)
    if following is not None:
        return following
    why, remedy = _WHY[state]
    return Refused(_WHAT[event], why, remedy)
