"""Taking back a recognition: two members, a reason, and the decisions that rest on it."""

import pytest

from exam_server.core.problems import Refused
from exam_server.core.taking_back import TakingBack, ask_back, confirm_back, find_undermined

PANEL = {"asia", "artur"}
ASKED = TakingBack("asia", "dokument podrobiony")
pytestmark = pytest.mark.rule("L9")


def test_it_takes_a_recognition_a_seated_member_and_a_reason() -> None:
    assert ask_back(True, None, "asia", "dokument podrobiony", PANEL) == ASKED
    for recognised, before, member, reason, rule in (
        (False, None, "asia", "bo", "L9"),
        (True, ASKED, "artur", "bo", "L9"),
        (True, None, "olga", "bo", "S2"),
        (True, None, "asia", " ", "P2"),
    ):
        with pytest.raises(Refused) as refused:
            ask_back(recognised, before, member, reason, PANEL)
        assert refused.value.rule == rule


@pytest.mark.rule("P7")
def test_another_member_confirms_it_once() -> None:
    done = confirm_back(ASKED, "artur", PANEL)
    assert (done.asked_by, done.confirmed_by) == ("asia", "artur")
    for asked, member, rule in (
        (ASKED, "asia", "P7"),
        (None, "artur", "L9"),
        (done, "artur", "L9"),
        (ASKED, "olga", "S2"),
    ):
        with pytest.raises(Refused) as refused:
            confirm_back(asked, member, PANEL)
        assert refused.value.rule == rule


def test_decisions_are_named_that_rest_on_it_until_they_are_taken_anew() -> None:
    decided = {"1A1": ("e1", "e2"), "1A2": ("e3",)}
    assert find_undermined(decided, {"e2"}) == ("1A1",)
    assert find_undermined(decided | {"1A1": ("e1", "e9")}, {"e2"}) == ()
