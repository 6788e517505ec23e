"""A sheet from its tablets' logs: any order of arrival gives one sheet, and nothing after the seal reaches behind it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.rating import RaisedFlag
from exam_server.core.sheet_log import Script, SheetEntry, fits, fold_sheet, fold_taps
from exam_server.core.simulation.script import ObservationPoint

POINTS = {
    "O1": ObservationPoint("O1", "1A1", "yes_no", "pyta", ()),
    "O2": ObservationPoint("O2", "1A2", "counter", "liczy", (), counters=("parafraza",)),
    "O3": ObservationPoint("O3", "1A2", "scale", "stopniuje", ()),
}
SCRIPT = Script(POINTS, ("1A1", "1A2"), ("R1",))


def entry(device: str, sequence: int, kind: str, at: int = 0, **payload: Any) -> SheetEntry:
    return SheetEntry(device, sequence, kind, at or sequence, payload)


def tap(device: str, sequence: int, at: int = 0) -> SheetEntry:
    return entry(device, sequence, "tap", at, point="O1", value=1, counter="")


def seconds(at_ms: int) -> int:
    return at_ms


kinds = st.sampled_from(["tap", "undo", "note", "rate", "flag"])
spoken_of = st.tuples(st.sampled_from("ab"), st.integers(1, 8))


@st.composite
def logs(draw: st.DrawFn) -> list[SheetEntry]:
    """Two tablets' logs, each with its own times that never run back."""
    entries = []
    for device in "ab":
        at = 0
        for sequence in range(1, draw(st.integers(0, 8)) + 1):
            at += draw(st.integers(0, 2))
            kind, (of, number) = draw(kinds), draw(spoken_of)
            payload: dict[str, Any] = {
                "tap": {"point": "O1", "value": 1, "counter": ""},
                "undo": {"of": of, "tap": number},
                "note": {"of": of, "tap": number, "words": f"{device}{sequence}"},
                "rate": {"criterion": "1A1", "level": sequence % 4, "justification": ""},
                "flag": {"flag": "R1", "seen": sequence % 2 == 1, "note": f"{device}{sequence}"},
            }[kind]
            entries.append(SheetEntry(device, sequence, kind, at, payload))
    return entries


heads = st.none() | st.fixed_dictionaries({"a": st.integers(0, 8)}, optional={"b": st.integers(0, 8)})


@settings(max_examples=150)
@given(logs(), heads, st.randoms())
def test_any_order_of_arrival_gives_one_sheet(
    entries: list[SheetEntry], sealed: dict[str, int] | None, order: Any
) -> None:
    shuffled = order.sample(entries, len(entries))
    assert fold_sheet("asia", shuffled, sealed, seconds) == fold_sheet("asia", entries, sealed, seconds)


@settings(max_examples=150)
@given(logs(), st.fixed_dictionaries({"a": st.integers(0, 8), "b": st.integers(0, 8)}))
def test_what_comes_after_the_seal_changes_nothing_that_was_sealed(
    entries: list[SheetEntry], sealed: dict[str, int]
) -> None:
    before = [each for each in entries if each.sequence <= sealed[each.device]]
    whole, alone = fold_sheet("asia", entries, sealed, seconds), fold_sheet("asia", before, None, seconds)
    assert (whole.observations, whole.ratings, whole.flags) == (alone.observations, alone.ratings, alone.flags)
    assert all(each.after_seal for each in fold_taps(entries, sealed, seconds) if each.sequence > sealed[each.device])


def test_an_undone_tap_stays_in_the_list_and_a_note_is_the_newest() -> None:
    entries = [tap("a", 1), tap("a", 2), entry("b", 1, "undo", 5, of="a", tap=1)]
    entries += [
        entry("b", 2, "note", 6, of="a", tap=2, words="stare"),
        entry("b", 3, "note", 7, of="a", tap=2, words="nowe"),
    ]
    sheet = fold_sheet("asia", entries, None, seconds)
    assert [(each.at_seconds, each.note) for each in sheet.observations] == [(2, "nowe")]
    assert [each.at_seconds for each in sheet.undone] == [1]


def test_the_newest_rating_and_the_newest_word_on_a_flag_count() -> None:
    entries = [
        entry("a", 1, "rate", criterion="1A1", level=1, justification=" tak\0 "),
        entry("b", 1, "rate", 9, criterion="1A1", level=None, justification="nie było"),
        entry("a", 2, "flag", flag="R1", seen=True, note="słyszałam"),
    ]
    sheet = fold_sheet("asia", entries, None, seconds)
    assert (sheet.ratings[0].justification, sheet.current()["1A1"].level) == ("tak", None)
    assert sheet.flags == (RaisedFlag("R1", "słyszałam"),)
    taken_back = entry("a", 3, "flag", flag="R1", seen=False, note="")
    assert fold_sheet("asia", [*entries, taken_back], None, seconds).flags == ()


@pytest.mark.parametrize(
    ("kind", "payload", "fitting"),
    [
        ("tap", {"point": "O1", "value": 1}, True),
        ("tap", {"point": "O2", "value": -1, "counter": "parafraza"}, True),
        ("tap", {"point": "O2", "value": 1, "counter": "inne"}, False),
        ("tap", {"point": "O3", "value": 4}, False),
        ("tap", {"point": ["O1"], "value": 1}, False),
        ("tap", {"point": "O1", "value": True}, False),
        ("tap", {"point": "O1", "value": 1, "paper": 65}, True),
        ("tap", {"point": "O1", "value": 1, "paper": -1}, False),
        ("tap", {"point": "O1", "value": 1, "paper": "1:05"}, False),
        ("undo", {"of": "a", "tap": 1}, True),
        ("undo", {"of": "a", "tap": "1"}, False),
        ("note", {"of": "a", "tap": 1, "words": "x"}, True),
        ("note", {"of": "a", "tap": 1, "words": "x" * 2001}, False),
        ("rate", {"criterion": "1A1", "level": None}, True),
        ("rate", {"criterion": "1A1"}, False),
        ("rate", {"criterion": "1A1", "level": True}, False),
        ("rate", {"criterion": "9Z9", "level": 1}, False),
        ("rate", {"criterion": [], "level": 1}, False),
        ("flag", {"flag": "R1", "seen": True, "note": "x"}, True),
        ("flag", {"flag": "R2", "seen": True}, False),
        ("flag", {"flag": "R1", "seen": 1}, False),
        ("shown", {"card": "rate", "digest": "ab"}, True),
        ("shown", {}, False),
        ("applause", {}, False),
    ],
)
def test_only_what_a_sheet_of_the_script_writes_counts(kind: str, payload: dict[str, Any], fitting: bool) -> None:
    assert fits(kind, payload, SCRIPT) is fitting


def test_a_tap_from_paper_stands_at_its_own_second_within_the_run() -> None:
    entries = [entry("a", n, "tap", 9000, point="O1", value=1, paper=paper) for n, paper in ((1, 65), (2, 5000))]
    taps = fold_taps(entries, None, lambda at_ms: min(at_ms // 1000, 600))
    assert [each.at_seconds for each in taps] == [65, 600]
