"""A day starts in a room for which somebody signed, line by line; what changes later is added, never rewritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.plan import RoomCondition
from exam_server.core.problems import Refused
from exam_server.core.room_check import (
    ANSWERS,
    SHIPPED,
    Given,
    RoomCheck,
    conditions_for,
    fill,
    lacking,
    require_deviation,
    require_signed,
    sign,
)

BOTH = ("theory_test", "conversation_with_simulation")
answers = st.builds(Given, st.none() | st.sampled_from(ANSWERS), st.sampled_from(["", " ", "bo nie ma okien"]))
given_answers = st.dictionaries(st.sampled_from([each.code for each in SHIPPED] + ["strange"]), answers)


def holds(each: Given) -> bool:
    return each.answer == "yes" or (each.answer == "not_needed" and bool(each.note.strip()))


@pytest.mark.rule("S7")
@given(st.lists(given_answers, max_size=4))
def test_a_room_is_signed_exactly_when_every_condition_holds_or_isnt_needed_for_a_reason(
    steps: list[dict[str, Given]],
) -> None:
    check = RoomCheck(SHIPPED)
    for each in steps:
        check = fill(check, each)
    newest = {code: found for each in steps for code, found in each.items()}
    missing = {each.code for each in SHIPPED if not holds(newest.get(each.code, Given()))}
    assert set(lacking(check)) == missing and "strange" not in check.given
    if missing:
        with pytest.raises(Refused) as refused:
            sign(check)
        assert refused.value.rule == "S7"
    else:
        assert sign(check).signed


@pytest.mark.rule("S7")
def test_nothing_starts_before_the_signature_and_nothing_signed_changes() -> None:
    check = fill(RoomCheck(SHIPPED), {each.code: Given("yes") for each in SHIPPED})
    with pytest.raises(Refused) as refused:
        require_signed(check)
    assert refused.value.rule == "S7"
    signed = sign(check)
    require_signed(signed)
    for act in (lambda: fill(signed, {"air": Given("no")}), lambda: sign(signed)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.rule == "S7"


@pytest.mark.rule("S7")
def test_a_deviation_needs_a_signed_list_and_words() -> None:
    check = RoomCheck(())
    for each, note in ((check, "światło zgasło"), (sign(check), "  "), (sign(check), "x" * 1001)):
        with pytest.raises(Refused) as refused:
            require_deviation(each, note)
        assert refused.value.rule == "S7"
    assert require_deviation(sign(check), " światło zgasło ") == "światło zgasło"


@pytest.mark.rule("S7")
def test_what_is_checked_follows_the_methods_of_the_day_and_the_qualifications_own_conditions() -> None:
    for methods, missing in (((BOTH[0],), "scene"), ((BOTH[1],), "computers")):
        codes = {each.code for each in conditions_for((), methods)}
        assert "air" in codes and missing not in codes
    assert conditions_for((), BOTH) == SHIPPED
    own = (RoomCondition("piec", "Piec ma {ciąg}", (BOTH[1],)), RoomCondition("woda", "Bieżąca woda"))
    assert [str(each.words) for each in conditions_for(own, BOTH)] == ["Piec ma {ciąg}", "Bieżąca woda"]
    assert [each.code for each in conditions_for(own, BOTH[:1])] == ["woda"]


@pytest.mark.rule("S7")
def test_a_remark_has_a_length() -> None:
    with pytest.raises(Refused) as refused:
        fill(RoomCheck(SHIPPED), {"air": Given("yes", "x" * 1001)})
    assert refused.value.rule == "S7"
