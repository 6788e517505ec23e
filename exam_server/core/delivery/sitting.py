"""A sitting's states and what may happen in each: from the waiting seat to the closed test."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

SittingState = Literal[
    "waiting",
    "admitted",
    "open",
    "paused",
    "handed_in",
    "time_up",
    "ended_by_desk",
    "absent",
    "withdrawn",
    "excluded",
]
SittingEvent = Literal[
    "admit",
    "start",
    "pause",
    "resume",
    "hand_in",
    "time_up",
    "end",
    "miss",
    "withdraw",
    "exclude",
    "reopen",
    "put_back",
]

STATES: tuple[SittingState, ...] = get_args(SittingState)
EVENTS: tuple[SittingEvent, ...] = get_args(SittingEvent)
CLOSED: frozenset[SittingState] = frozenset(STATES) - {"waiting", "admitted", "open", "paused"}
# Who withdrew or was excluded has no test to judge: what is saved is kept, and isn't marked.
MARKED: frozenset[SittingState] = frozenset({"handed_in", "time_up", "ended_by_desk"})
# Whose time isn't settled for good: more of it can be given.
TIMED: frozenset[SittingState] = frozenset({"open", "paused", "time_up"})

# Admitting again is what moving to another PC does; handing in or running out of time twice is a repeated request.
# `reopen` is for a test that had started, `put_back` for one that hadn't: a closed seat may have been the wrong one.
_ENDS: Mapping[SittingEvent, SittingState] = MappingProxyType(
    {"end": "ended_by_desk", "withdraw": "withdrawn", "exclude": "excluded"}
)
_NEXT: Mapping[SittingState, Mapping[SittingEvent, SittingState]] = MappingProxyType(
    {
        "waiting": {"admit": "admitted", "miss": "absent", **_ENDS},
        "admitted": {"admit": "admitted", "start": "open", "miss": "absent", **_ENDS},
        "open": {"admit": "open", "pause": "paused", "hand_in": "handed_in", "time_up": "time_up", **_ENDS},
        "paused": {"admit": "paused", "resume": "open", **_ENDS},
        "handed_in": {"hand_in": "handed_in", "time_up": "handed_in"},
        "time_up": {"hand_in": "time_up", "time_up": "time_up", "reopen": "open"},
        "ended_by_desk": {
            "end": "ended_by_desk",
            "time_up": "ended_by_desk",
            "reopen": "open",
            "put_back": "waiting",
        },
        "absent": {"miss": "absent", "time_up": "absent", "put_back": "waiting"},
        "withdrawn": {"withdraw": "withdrawn", "time_up": "withdrawn", "reopen": "open", "put_back": "waiting"},
        "excluded": {"exclude": "excluded", "time_up": "excluded", "reopen": "open", "put_back": "waiting"},
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
        "miss": text("The candidate can't be noted as absent."),
        "withdraw": text("The candidate can't withdraw."),
        "exclude": text("The candidate can't be excluded."),
        "reopen": text("The test can't be reopened."),
        "put_back": text("The seat can't be put back to waiting."),
    }
)

_SPEAK = text("Speak to the desk.")
_WHY: Mapping[SittingState, tuple[Text, Text]] = MappingProxyType(
    {
        "waiting": (text("Nobody has confirmed the candidate's identity yet."), text("Confirm the identity first.")),
        "admitted": (text("The test hasn't been opened yet."), text("Wait until the desk opens the test.")),
        "open": (text("The test is running."), text("Reload the page to see where it stands.")),
        "paused": (text("The test is paused."), text("Wait until the desk resumes it.")),
        "handed_in": (text("The test has been handed in."), text("Tell the desk if that was a mistake.")),
        "time_up": (text("The time is up."), text("Only a confirmed compensation reopens the test.")),
        "ended_by_desk": (text("The desk has ended this test."), _SPEAK),
        "absent": (text("The candidate was noted as absent."), _SPEAK),
        "withdrawn": (text("The candidate has withdrawn."), _SPEAK),
        "excluded": (text("The candidate was excluded."), _SPEAK),
    }
)

# What pages and the session's protocol call each state.
STATE_WORDS: Mapping[SittingState, Text] = MappingProxyType(
    {
        "waiting": text("not admitted yet"),
        "admitted": text("admitted"),
        "open": text("writing"),
        "paused": text("paused"),
        "handed_in": text("handed in"),
        "time_up": text("time is up"),
        "ended_by_desk": text("ended by the desk"),
        "absent": text("absent"),
        "withdrawn": text("withdrawn"),
        "excluded": text("excluded"),
    }
)


def step(state: SittingState, event: SittingEvent) -> SittingState | Refused:
    """The state after `event`, or why it can't happen there. Every pair has an answer."""
    following = _NEXT[state].get(event)
    if following is not None:
        return following
    why, remedy = _WHY[state]
    return Refused(_WHAT[event], why, remedy)
