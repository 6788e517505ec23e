"""Why a run stands still: the closed list of reasons, and the pauses that a log tells of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.simulation.record import MOVES, RunEvent, Standing, agreed_order
from exam_server.core.text import Text, text

PauseCode = Literal[
    "rating", "candidate", "role_player", "equipment", "disturbance", "illness", "evacuation", "script", "other"
]
CODES: tuple[PauseCode, ...] = get_args(PauseCode)
PAUSE_WORDS: Mapping[PauseCode, Text] = MappingProxyType(
    {
        "rating": text("the commission rates"),
        "candidate": text("the candidate asked for it"),
        "role_player": text("the role-player asked for it"),
        "equipment": text("something doesn't work"),
        "disturbance": text("noise or disturbance"),
        "illness": text("illness or first aid"),
        "evacuation": text("alarm or evacuation"),
        "script": text("doubt about the script"),
        "other": text("another reason"),
    }
)
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Pause:
    """From when to when a run stood, in seconds of the room's clock; `until_seconds` None: it hasn't gone on yet.

    `run_seconds`: the running time at which it stood. `code` is empty until somebody gave the reason; `going_on`: the
    words with which it went on, by `ended_by`.
    """

    from_seconds: int
    until_seconds: int | None
    run_seconds: int
    code: str = ""
    words: str = ""
    by: str = ""
    going_on: str = ""
    ended_by: str = ""


def pauses_of(events: Iterable[RunEvent]) -> tuple[Pause, ...]:
    """When a run stood still, why, and who stopped it. A reason may come with the pause or while it lasts."""
    pauses: list[Pause] = []
    standing: Standing = "waiting"
    since = stood = 0
    for event in agreed_order(events):
        before, standing = standing, MOVES.get((standing, event.kind), standing)
        if before == "waiting" and standing == "running":
            since = event.at_seconds
        elif event.kind == "reason" and _is_about(event, pauses):
            pauses[-1] = replace(pauses[-1], code=event.reference, words=event.note)
        elif before == "running" and standing == "paused":
            ran = event.at_seconds - since - stood
            pauses.append(Pause(event.at_seconds, None, ran, event.reference, event.note, event.who))
        elif before == "paused" and standing != "paused":
            stood += event.at_seconds - pauses[-1].from_seconds
            pauses[-1] = replace(pauses[-1], until_seconds=event.at_seconds, going_on=event.note, ended_by=event.who)
    return tuple(pauses)


def _is_about(event: RunEvent, pauses: Sequence[Pause]) -> bool:
    """A reason belongs to the pause that lasts, or that ended within its own second: devices have no order in one."""
    return bool(pauses) and pauses[-1].until_seconds in (None, event.at_seconds)


def standing_pause(pauses: Iterable[Pause]) -> Pause | None:
    """The pause that lasts, if any."""
    return next((each for each in pauses if each.until_seconds is None), None)


def pause_words(pause: Pause) -> Text | None:
    """Why it stood, by the list; None where nobody has said so, or an earlier list had it."""
    return PAUSE_WORDS.get(pause.code)  # type: ignore[call-overload,no-any-return]


def check_reason(code: str, words: str) -> PauseCode:
    """The code if it's of the list. Raises Refused; “another reason” says nothing without words."""
    if code not in CODES:
        raise _refused(text("The reason isn't on the list."), text("Choose one of the list."))
    if code == "other" and not words.strip():
        raise _refused(text("The reason is missing."), text("Write it in a few words."))
    if len(words) > LONGEST_WORDS:
        raise _refused(text("The words are too long."), text("Shorten them."))
    return code


def check_step(events: Iterable[RunEvent], kind: str, reference: str, words: str) -> None:
    """What a pause, its reason or going on has to bring. Raises Refused."""
    if kind == "reason" or (kind == "pause" and reference):
        check_reason(reference, words)
    if kind == "resume":
        _require_reason(pauses_of(events))


def _require_reason(pauses: Iterable[Pause]) -> None:
    """Raises Refused where a run is to go on before anybody said why it stands."""
    pause = standing_pause(pauses)
    if pause is not None and not pause.code:
        raise Refused(
            text("The encounter doesn't go on yet."),
            text("Nobody has said why it stands."),
            text("Choose the reason first."),
        )


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The reason wasn't taken."), why, remedy)
