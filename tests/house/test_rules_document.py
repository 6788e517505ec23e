"""docs/rules.md says truly where each rule is carried out and which tests show it."""

import pytest
from rules_document import DOCUMENT, RULES, carried_out, marked_tests, places_in_code, write

pytestmark = pytest.mark.xdist_group("document of rules")


def test_the_document_of_rules_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == write(), "run `make rules` and read the difference"


def test_every_rule_is_in_the_code_and_shown_by_a_test() -> None:
    code, tests = places_in_code(), marked_tests()
    assert [rule for rule in RULES if not (code.get(rule) and tests.get(rule))] == []


def test_no_test_is_marked_with_a_rule_that_there_is_not() -> None:
    assert set(marked_tests()) <= set(RULES)


@pytest.mark.parametrize(
    ("source", "in_core", "in_services"),
    [
        ('"""About members (S2)."""', [], []),
        ('class Seat:\n    """A seat (S2)."""', [], []),
        ('def show():\n    """What S2 says of it."""', [], []),
        ('def show():\n    """A list (S2)."""\n    return list_all()', [("S2", "show")], []),
        ('def decide():\n    """Let it hold (S2)."""\n    require_seated()', [("S2", "decide")], [("S2", "decide")]),
        ('def decide():\n    raise Refused(what, why, remedy, rule="S2")', [("S2", "decide")], [("S2", "decide")]),
        ('def choose():\n    """By S2."""\n    rule = "S2"', [], []),
    ],
)
def test_a_rule_counts_where_a_function_refuses_or_decides_by_it_and_not_where_it_is_named_in_passing(
    source: str, in_core: list[tuple[str, str]], in_services: list[tuple[str, str]]
) -> None:
    assert list(carried_out(source, pure=True)) == in_core
    assert list(carried_out(source, pure=False)) == in_services
