"""Changing a verification plan: its parts as lines of text, and what a new edition takes over from the last plan."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.plan import Part, Plan, PlanLine, propose_plan
from exam_server.core.qualification import Qualification

NAMED = re.compile(r"([^\s()]{1,32})\)\s*(.+)")


def write_parts(parts: Sequence[Part]) -> str:
    """Parts as people type them: a line each, `a) …`."""
    return "\n".join(f"{part.id}) {part.text}" for part in parts)


def read_parts(lines: str) -> tuple[Part, ...]:
    """Parts from lines; a line without its own letter, or with a letter that is taken, gets the next free one."""
    found: list[Part] = []
    typed = [_named(line.strip()) for line in lines.splitlines() if line.strip()]
    for name, words in typed:
        taken = {part.id for part in found}
        own = name if name and name not in taken else _free_letter(taken | {each for each, _ in typed})
        found.append(Part(own, words))
    return tuple(found)


def _named(line: str) -> tuple[str, str]:
    match = NAMED.fullmatch(line)
    return (match[1], match[2]) if match else ("", line)


def _free_letter(taken: set[str]) -> str:
    letters: list[str] = [*string.ascii_lowercase, *(f"z{number}" for number in range(2, 999))]
    return next(letter for letter in letters if letter not in taken)


def carry_plan(plan: Plan, before: Qualification, after: Qualification) -> Plan:
    """The plan for a new edition: lines of criteria whose code and wording stayed, proposals (P1) for the others."""
    old = {criterion.code: criterion.text for criterion in before.criteria()}
    new = {criterion.code: criterion.text for criterion in after.criteria()}
    return Plan(tuple(_carried(line, plan, old, new, after) for line in propose_plan(after).lines), room=plan.room)


def _carried(
    proposed: PlanLine, plan: Plan, old: dict[str, str], new: dict[str, str], after: Qualification
) -> PlanLine:
    code = proposed.criterion
    line = plan.line(code)
    if line is None or old.get(code) != new[code]:
        return proposed
    return line if not after.methods or set(line.methods) <= set(after.methods) else proposed


@dataclass(frozen=True)
class LineChange:
    """A criterion that two plans show differently; None on the side that has no line for it."""

    criterion: str
    before: PlanLine | None
    after: PlanLine | None


def compare_plans(before: Plan, after: Plan) -> tuple[LineChange, ...]:
    """The lines that differ, in the later plan's order; lost ones come last."""
    codes = dict.fromkeys(line.criterion for plan in (after, before) for line in plan.lines)
    changes = (LineChange(code, before.line(code), after.line(code)) for code in codes)
    return tuple(change for change in changes if change.before != change.after)


def changed_lines(one: Plan, other: Plan) -> tuple[str, ...]:
    """The criteria that two plans show differently, in the order of the first."""
    return tuple(line.criterion for line in one.lines if line != other.line(line.criterion))
