"""Every rule that leads to a decision is refused on one of the journeys of cases, or it's said why it can't be."""

from tests.house.rules_document import RULES
from tests.journeys import test_case_from_form as from_form
from tests.journeys import test_case_mended as mended
from tests.journeys.case_steps import NOT_REFUSED, REFUSALS

LEADING = {*(f"S{number}" for number in (*range(1, 11), 12, 13)), "L8", "L9", "L10", "L23", "L24"} | {
    rule for rule in RULES if rule[0] == "P"
}


def test_every_rule_that_leads_to_a_decision_is_refused_on_the_way_or_cannot_be() -> None:
    assert set(REFUSALS) | set(NOT_REFUSED) == LEADING
    assert set(REFUSALS).isdisjoint(NOT_REFUSED)
    assert all(NOT_REFUSED.values())


def test_what_is_listed_as_refused_is_what_the_journeys_met_as_each_asserts_at_its_end() -> None:
    assert set(REFUSALS) == from_form.REFUSED | mended.REFUSED
