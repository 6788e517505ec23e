"""An assessor's sheet as a projection of the logs of all tablets that wrote on it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exam_server.core.characters import as_kept
from exam_server.core.device_log import LAST_MOMENT
from exam_server.core.rating import LEVELS, Observation, RaisedFlag, Rating, Seal, Sheet, is_tap_of
from exam_server.core.simulation.script import ObservationPoint

LONGEST_NOTE = 2000
LONGEST_RUN = 24 * 3600
LONGEST_JUSTIFICATION = 4000
Key = tuple[str, int]
"""A tablet and the number of an entry in its log."""


@dataclass(frozen=True)
class SheetEntry:
    """An entry of one of the assessor's tablets; `at_ms` is server time as the tablet reckoned it.

    A tap that was typed in from a paper sheet has its second of the run as `paper` in its payload.
    """

    device: str
    sequence: int
    kind: str
    at_ms: int
    payload: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return self.device, self.sequence


@dataclass(frozen=True)
class Tap:
    """An own tap as the sheet lists it; `undone` ones stay in the list."""

    device: str
    sequence: int
    point: str
    value: int
    counter: str
    note: str
    at_seconds: int
    undone: bool
    after_seal: bool


@dataclass(frozen=True)
class Script:
    """What entries may name: observation points, the criteria that are rated, and red flags."""

    points: Mapping[str, ObservationPoint]
    criteria: Collection[str]
    flags: Collection[str]


def fits(kind: str, payload: Mapping[str, Any], script: Script) -> bool:
    """Whether an entry is one that a sheet of this script writes; what doesn't fit is kept, and counts for nothing."""
    check = _CHECKS.get(kind)
    return check is not None and check(payload, script)


def _fits_tap(payload: Mapping[str, Any], script: Script) -> bool:
    point, value, counter = payload.get("point"), payload.get("value"), payload.get("counter", "")
    if not isinstance(point, str) or point not in script.points or type(value) is not int:
        return False
    is_placed = "paper" not in payload or (type(payload["paper"]) is int and 0 <= payload["paper"] <= LONGEST_RUN)
    return is_placed and isinstance(counter, str) and is_tap_of(script.points[point], value, counter)


def _fits_reference(payload: Mapping[str, Any], _script: Script) -> bool:
    return _key_of(payload) is not None


def _fits_note(payload: Mapping[str, Any], _script: Script) -> bool:
    return _key_of(payload) is not None and _are_words(payload.get("words"), LONGEST_NOTE)


def _fits_rating(payload: Mapping[str, Any], script: Script) -> bool:
    level = payload.get("level", -1)
    is_level = level is None or (type(level) is int and level in LEVELS)
    words = payload.get("justification", "")
    return is_level and _names(payload, "criterion", script.criteria) and _are_words(words, LONGEST_JUSTIFICATION)


def _fits_flag(payload: Mapping[str, Any], script: Script) -> bool:
    seen, note = payload.get("seen"), payload.get("note", "")
    is_said = isinstance(seen, bool) and _are_words(note, LONGEST_NOTE) and (not seen or bool(note.strip()))
    return is_said and _names(payload, "flag", script.flags)


def _fits_shown(payload: Mapping[str, Any], _script: Script) -> bool:
    return _are_words(payload.get("card"), 80) and _are_words(payload.get("digest", ""), 80)


def _fits_seal(payload: Mapping[str, Any], _script: Script) -> bool:
    return _are_words(payload.get("script"), 80) and isinstance(payload.get("heads"), dict)


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Script], bool]] = {
    "tap": _fits_tap,
    "undo": _fits_reference,
    "note": _fits_note,
    "rate": _fits_rating,
    "flag": _fits_flag,
    "shown": _fits_shown,
    "seal": _fits_seal,
}


def _names(payload: Mapping[str, Any], part: str, known: Collection[str]) -> bool:
    name = payload.get(part)
    return isinstance(name, str) and name in known


def _are_words(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _key_of(payload: Mapping[str, Any]) -> Key | None:
    """The tap that an undo or a note speaks of."""
    device, sequence = payload.get("of"), payload.get("tap")
    return (device, sequence) if isinstance(device, str) and type(sequence) is int else None


def fold_taps(
    entries: Iterable[SheetEntry], heads: Mapping[str, int] | None, seconds: Callable[[int], int]
) -> tuple[Tap, ...]:
    """All taps with what became of them, by time. `heads`: tablet → last entry that the seal covers; None: no seal.

    `seconds` places a moment in the run. What came after the seal changes nothing that was sealed: neither an undo nor
    a note reaches back behind it.
    """
    ordered = _ordered(entries)
    taps = {each.key: _tap(each, heads, seconds) for each in ordered if each.kind == "tap"}
    for each in ordered:
        key = _key_of(each.payload)
        tap = taps.get(key) if key is not None else None
        if key is None or tap is None or (_is_after(each, heads) and not tap.after_seal):
            continue
        if each.kind == "undo":
            taps[key] = replace(tap, undone=True)
        elif each.kind == "note":
            taps[key] = replace(tap, note=as_kept(each.payload["words"]))
    return tuple(taps.values())


def fold_sheet(
    assessor: str,
    entries: Sequence[SheetEntry],
    heads: Mapping[str, int] | None,
    seconds: Callable[[int], int],
    seal: Seal | None = None,
) -> Sheet:
    """The sheet that the entries make: the newest rating of a criterion counts, and the newest word on a flag."""
    taps = fold_taps(entries, heads, seconds)
    counting = [each for each in _ordered(entries) if not _is_after(each, heads)]
    flags = {
        each.payload["flag"]: RaisedFlag(each.payload["flag"], as_kept(each.payload.get("note", "")))
        for each in counting
        if each.kind == "flag" and each.payload["seen"]
    }
    taken_back = {each.payload["flag"]: each.payload["seen"] for each in counting if each.kind == "flag"}
    return Sheet(
        assessor=assessor,
        observations=_observations(assessor, taps, lambda tap: not tap.undone and not tap.after_seal),
        ratings=tuple(_rating(assessor, each) for each in counting if each.kind == "rate"),
        seal=seal,
        after_seal=_observations(assessor, taps, lambda tap: not tap.undone and tap.after_seal),
        undone=_observations(assessor, taps, lambda tap: tap.undone),
        flags=tuple(flag for name, flag in flags.items() if taken_back[name]),
    )


def _ordered(entries: Iterable[SheetEntry]) -> list[SheetEntry]:
    """By time; a tablet's own order stands, because its times never run backwards."""
    return sorted(entries, key=lambda each: (each.at_ms, each.device, each.sequence))


def _is_after(entry: SheetEntry, heads: Mapping[str, int] | None) -> bool:
    return heads is not None and entry.sequence > heads.get(entry.device, 0)


def _tap(entry: SheetEntry, heads: Mapping[str, int] | None, seconds: Callable[[int], int]) -> Tap:
    said = entry.payload
    at_seconds = seconds(entry.at_ms) if "paper" not in said else min(said["paper"], seconds(LAST_MOMENT))
    return Tap(
        entry.device,
        entry.sequence,
        said["point"],
        said["value"],
        said.get("counter", ""),
        "",
        at_seconds,
        False,
        _is_after(entry, heads),
    )


def _rating(assessor: str, entry: SheetEntry) -> Rating:
    said = entry.payload
    return Rating(assessor, said["criterion"], said["level"], as_kept(said.get("justification", "")).strip())


def _observations(assessor: str, taps: Iterable[Tap], which: Callable[[Tap], bool]) -> tuple[Observation, ...]:
    return tuple(observation_of(assessor, each) for each in taps if which(each))


def observation_of(assessor: str, tap: Tap) -> Observation:
    return Observation(assessor, tap.point, tap.at_seconds, tap.value, tap.note, tap.counter)
