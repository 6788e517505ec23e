"""What an amendment day does, with paper and pencil."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.amendments import ACTS, Citing, due_acts
from exam_server.core.bank import Status

CITING = st.builds(Citing, st.uuids().map(str), st.sampled_from(get_args(Status)), st.sampled_from(ACTS), st.booleans())


@given(st.lists(CITING, max_size=8, unique_by=lambda each: each.code))
def test_every_item_in_use_gets_one_act_and_only_prepared_ones_switch(citing: list[Citing]) -> None:
    due = {each.code: each.act for each in due_acts(citing)}
    assert set(due) == {each.code for each in citing if each.status != "retired"}
    for each in citing:
        if due.get(each.code) == "switch":
            assert each.prepared and each.act == "switch"
        if each.act == "keep" and each.code in due:
            assert due[each.code] == "keep"
