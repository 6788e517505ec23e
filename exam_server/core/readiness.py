"""Whether a room is ready: what a rehearsal measured, judged line by line in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from exam_server.core.text import Text, text

Verdict = Literal["good", "fair", "bad"]
SebOutcome = Literal["good", "elsewhere", "open", "shut", "unwatched", "unclear"]


@dataclass(frozen=True)
class Measured:
    """What a rehearsal brought in: times in seconds, one per candidate or save, and what didn't go as it should.

    `clock_offset` is the server's clock minus this machine's. `lost` counts acknowledged responses that the server
    didn't give back, `failures` requests that a candidate would have had to see as an error.
    `seb` is what happened at the door of an exam in Safe Exam Browser: `open` to a browser without the exam's key,
    `shut` to one with it, `unwatched` for one that stops showing it; `elsewhere`: all well, but the exam's settings
    name another address than the one at which the rehearsal came.
    """

    secure: bool
    local: bool
    clock_offset: float
    log_in: Sequence[float]
    start: Sequence[float]
    save: Sequence[float]
    hand_in: Sequence[float]
    acknowledged: int
    lost: int
    failures: int
    seb: SebOutcome = "unclear"


@dataclass(frozen=True)
class Line:
    """One line of the report: what was looked at, what came out, how that is, and what to do about it."""

    key: str
    name: Text
    shown: Text
    verdict: Verdict
    advice: Text | None = None


SLOW = text("The server or the network is slow: rehearse again alone on it, with cables, or with fewer seats.")
# At most so many seconds are good, at most so many are fair.
LIMITS = {
    "log_in": (5.0, 15.0),
    "start": (1.5, 5.0),
    "save": (0.3, 1.0),
    "hand_in": (1.0, 5.0),
}
NAMES = {
    "log_in": text("All log in at once, 95 of 100 within"),
    "start": text("All start at once, first question for 95 of 100 within"),
    "save": text("A response is saved, 95 of 100 within"),
    "hand_in": text("All hand in, 95 of 100 within"),
}
KEEP_OUT = text("Don't count on Safe Exam Browser on this installation: keep its log, and report it.")
SEB: dict[SebOutcome, tuple[Verdict, Text, Text | None]] = {
    "good": (
        "good",
        text("who shows the exam's key gets in, nobody else; whether a computer has the program, /machine says there"),
        None,
    ),
    "elsewhere": (
        "fair",
        text("checked for the address in the settings file, which isn't the one of this rehearsal"),
        text("The room's computers open the file's address: rehearse at that one (--address), or set it right."),
    ),
    "open": ("bad", text("a browser without the exam's key got a seat"), KEEP_OUT),
    "shut": ("bad", text("a browser with the exam's key was stopped"), KEEP_OUT),
    "unwatched": ("bad", text("a browser that stopped showing the exam's key went on"), KEEP_OUT),
    "unclear": (
        "bad",
        text("the check couldn't be tried to its end"),
        text("The server's log says more. Rehearse again before an exam that asks for Safe Exam Browser."),
    ),
}
CLOCK_GOOD, CLOCK_FAIR = 2.0, 60.0


def judge_room(measured: Measured) -> list[Line]:
    """The report's lines in the order in which they're read."""
    times = {name: tuple(getattr(measured, name)) for name in LIMITS}
    return [
        *(_judge_time(name, values) for name, values in times.items()),
        _judge_lost(measured),
        _judge_failures(measured),
        _judge_clock(measured.clock_offset),
        _judge_transport(measured),
        _judge_seb(measured.seb),
    ]


def is_ready(lines: Sequence[Line]) -> bool:
    return all(line.verdict != "bad" for line in lines)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 don't exceed (nearest rank). Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def _judge_time(name: str, values: Sequence[float]) -> Line:
    if not values:
        return Line(name, NAMES[name], text("nobody got that far"), "bad", SLOW)
    seconds = p95(values)
    good, fair = LIMITS[name]
    verdict: Verdict = "good" if seconds <= good else "fair" if seconds <= fair else "bad"
    shown = text("{most} ms (the last: {last} ms)", most=round(seconds * 1000), last=round(max(values) * 1000))
    return Line(name, NAMES[name], shown, verdict, None if verdict == "good" else SLOW)


def _judge_lost(measured: Measured) -> Line:
    name = text("Acknowledged responses that were lost")
    shown = text("{lost} of {all}", lost=measured.lost, all=measured.acknowledged)
    if measured.lost or not measured.acknowledged:
        advice = text("Don't hold an exam on this installation: keep its log and the database, and report it.")
        return Line("lost", name, shown, "bad", advice)
    return Line("lost", name, shown, "good")


def _judge_failures(measured: Measured) -> Line:
    name, shown = text("Errors that a candidate would have seen"), text("{count}", count=measured.failures)
    if measured.failures:
        advice = text("The server's log says more; each line has the number that a candidate would see.")
        return Line("failures", name, shown, "bad", advice)
    return Line("failures", name, shown, "good")


def _judge_clock(offset: float) -> Line:
    size = abs(offset)
    verdict: Verdict = "good" if size <= CLOCK_GOOD else "fair" if size <= CLOCK_FAIR else "bad"
    advice = text("Set the clocks by the network: the end of the test is announced by the server's clock.")
    shown = text("{difference} ms", difference=round(offset * 1000))
    name = text("The server's clock against this computer's")
    return Line("clock", name, shown, verdict, None if verdict == "good" else advice)


def _judge_transport(measured: Measured) -> Line:
    name = text("Encrypted connection (HTTPS)")
    if measured.secure:
        return Line("tls", name, text("yes, with a certificate that this computer trusts"), "good")
    if measured.local:
        advice = text("Only this computer can reach the server. Start it with --tls auto for a room.")
        return Line("tls", name, text("no, plain http within this computer"), "fair", advice)
    advice = text("Everybody in the network can read tickets and responses. Start the server with --tls auto.")
    return Line("tls", name, text("no"), "bad", advice)


def _judge_seb(outcome: SebOutcome) -> Line:
    verdict, shown, advice = SEB[outcome]
    return Line("seb", text("Safe Exam Browser, where an exam asks for it"), shown, verdict, advice)
