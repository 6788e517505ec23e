"""How often a test built by a blueprint would decide wrongly, under an edition's plan and with the bank as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.assembly import Blueprint, in_pool, pool_item
from exam_server.core.bank import Item
from exam_server.core.plan import Plan
from exam_server.core.qualification import Qualification
from exam_server.core.risk import (
    Examined,
    Remedies,
    Risks,
    Standard,
    asked_of,
    chances_of,
    guess,
    remedies,
    simulate,
)


@dataclass(frozen=True)
class BlueprintRisks:
    """The risks, and what another number of items would do to them (None where no criterion asks a fixed number)."""

    risks: Risks
    remedies: Remedies | None


def weigh_plans(
    blueprint: Blueprint, plans: Sequence[Plan], qualification: Qualification, items: Sequence[Item], standard: Standard
) -> tuple[Risks, ...]:
    """The risks of a blueprint's test under each of several plans."""
    examined = _examined(blueprint, qualification, items)
    return tuple(simulate(plan, examined, standard) for plan in plans)


def weigh_blueprint(
    blueprint: Blueprint, plan: Plan, qualification: Qualification, items: Sequence[Item], standard: Standard
) -> BlueprintRisks:
    """The risks of a blueprint's test, criteria in the order of the form (S12); `items` are the whole bank's."""
    examined = _examined(blueprint, qualification, items)
    return BlueprintRisks(simulate(plan, examined, standard), remedies(plan, examined, standard))


def _examined(blueprint: Blueprint, qualification: Qualification, items: Sequence[Item]) -> list[Examined]:
    pool = [(pool_item(item, ""), guess(item)) for item in items if in_pool(blueprint, item)]
    asked = asked_of(blueprint, [row for row, _ in pool])
    known = [code for code in qualification.codes() if code in asked]
    order = [*known, *sorted(asked.keys() - {*known})]
    return [Examined(code, asked[code], chances_of(code, pool)) for code in order]
