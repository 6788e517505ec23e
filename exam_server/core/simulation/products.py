"""What a candidate writes in a simulation: a product of the script, what it shows, and the guide to mark it by."""

from collections.abc import Collection, Mapping, Sequence

from exam_server.core.bank import GuideElement
from exam_server.core.case import OpenReason, Verdict
from exam_server.core.simulation.script import Material, Scenario


def products_of(scenario: Scenario) -> tuple[Material, ...]:
    """The script's products, in its order."""
    return tuple(each for each in scenario.materials if each.product)


def read_criteria(scenario: Scenario, product: Material, checked: Collection[str]) -> tuple[str, ...]:
    """The criteria that a product's reading gives evidence on: its own that have anchors and are `checked` (L8)."""
    anchored = {each.criterion for each in scenario.anchors}
    return tuple(each for each in dict.fromkeys(product.criteria) if each in anchored and each in checked)


def guide_of(scenario: Scenario, criteria: Sequence[str], texts: Mapping[str, str]) -> tuple[GuideElement, ...]:
    """An element per criterion, in this order: its words, and the script's anchors of the levels 0–3 (P2)."""
    anchors = {each.criterion: each.levels for each in scenario.anchors}
    return tuple(
        GuideElement(f"{code} {texts.get(code, '')}".strip(), {each.level: each.behaviour for each in anchors[code]})
        for code in criteria
    )


def hints_of(scenario: Scenario) -> tuple[Material, ...]:
    """What the script gives the commission for afterwards: how its products are to be read."""
    return tuple(each for each in scenario.materials if each.audience == "commission" and each.when == "after")


def judge_product(level: int, threshold: int) -> tuple[Verdict, OpenReason | None]:
    """The reading's verdict on one criterion; a shortfall opens an agenda point, the commission decides (P9)."""
    return ("met", None) if level >= threshold else ("not_met", None)
