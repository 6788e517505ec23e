"""Every rule that leads to a decision is refused on one of the journeys of cases, or it's said why it can't be."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.rules_document import RULES
from tests.journeys.case_steps import NOT_REFUSED, REFUSALS

JOURNEYS = [each for kind in ("test_case_*.py", "case_of_*.py") for each in sorted(Path(__file__).parent.glob(kind))]
LEADING = {*(f"S{number}" for number in (*range(1, 11), 12, 13)), "L8", "L9", "L10", "L23", "L24"} | {
    rule for rule in RULES if rule[0] == "P"
}


def tried() -> Iterator[str]:
    """The rules that the journeys expect to be refused, as their steps name them."""
    for path in JOURNEYS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "expect_refused":
                yield from _named(node.args[1])
            if isinstance(node, ast.For) and "expect_refused" in ast.unparse(node):
                yield from _named(node.iter)


def _named(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and each.value in RULES:
            yield str(each.value)


def test_every_rule_that_leads_to_a_decision_is_refused_on_the_way_or_cannot_be() -> None:
    assert set(REFUSALS) | set(NOT_REFUSED) == LEADING
    assert set(REFUSALS).isdisjoint(NOT_REFUSED)
    assert all(NOT_REFUSED.values())


def test_what_is_listed_as_refused_is_tried_by_a_step_of_a_journey() -> None:
    assert set(tried()) == set(REFUSALS)
