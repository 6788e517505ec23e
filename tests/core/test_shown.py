"""What a card showed is kept by ids, and a late event changes none of it."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.simulation.cards import prompter_card, role_player_card
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.shown import PARTS, Shown, seen_at, seen_on
from exam_server.core.simulation.walk import fold
from tests.core.small_script import SMALL, run

ENTRIES = st.lists(
    st.builds(
        Shown,
        card=st.sampled_from(["role_player", "prompter"]),
        device=st.sampled_from(["a", "b"]),
        sequence=st.integers(1, 50),
        at_seconds=st.integers(0, 300),
        seen=st.just({}),
    ),
    unique_by=lambda each: (each.device, each.sequence),
)


def test_a_cards_parts_are_told_by_ids_of_the_script():
    seen = seen_on(role_player_card(SMALL, run(until=40)))
    assert seen == {
        "standing": ("running",),
        "phase": ("Początek",),
        "mood": ("ostrożny",),
        "due": ("W1",),
        "facts": ("F1",),
    }
    prompters = seen_on(prompter_card(SMALL, run((3, "behaviour", "asks", "praca"), until=250)))
    assert prompters["due"] == ("W1", "W2") and prompters["facts"] == ("F1", "F2") and prompters["warning"] == ("soon",)
    assert set(seen) | set(prompters) <= set(PARTS)


def test_a_late_event_rewrites_the_run_but_not_what_was_seen():
    early = [RunEvent(0, "start", device="p", sequence=1)]
    seen = Shown("role_player", "tablet", 1, 20, seen_on(role_player_card(SMALL, fold(SMALL, early, 20))))
    late = [*early, RunEvent(10, "behaviour", "asks", "praca", device="p", sequence=2)]
    assert fold(SMALL, late, 20).facts_allowed == ("F1", "F2")
    [kept] = seen_at([seen], "role_player", 25)
    assert kept.seen["facts"] == ("F1",)


@given(ENTRIES, st.integers(0, 300))
def test_each_device_showed_its_newest_card_of_that_kind_until_then(entries, at):
    found = seen_at(entries, "prompter", at)
    assert len({each.device for each in found}) == len(found)
    for each in entries:
        if each.card == "prompter" and each.at_seconds <= at:
            assert any(newest.device == each.device and newest.sequence >= each.sequence for newest in found)
