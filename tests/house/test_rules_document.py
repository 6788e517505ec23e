"""docs/rules.md says truly where each rule is carried out and which tests show it."""

from rules_document import DOCUMENT, RULES, WAITING, marked_tests, places_in_code, write


def test_the_document_of_rules_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == write(), "run `make rules` and read the difference"


def test_every_rule_is_in_the_code_and_shown_by_a_test_unless_it_waits_for_its_subject() -> None:
    code, tests = places_in_code(), marked_tests()
    lacking = {rule for rule in RULES if not (code.get(rule) and tests.get(rule))}
    assert lacking <= set(WAITING), "mark a test with @pytest.mark.rule, or say in WAITING what it waits for"


def test_no_test_is_marked_with_a_rule_that_there_is_not() -> None:
    assert set(marked_tests()) <= set(RULES)
