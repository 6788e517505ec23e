"""A day is planned by a process of its own: it takes up to seconds, which the room's saves and taps would feel."""

import json
import subprocess
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.circuit import CircuitDay, Outcome, Slot, find_clashes, plan_circuit, replan_circuit
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.own_process import run_apart

FEW = 20
"""So many encounters are planned here: a process takes as long to start."""
SECONDS = 60
"""By the clock: what takes longer hangs."""
PROGRAM = "exam_server.services.planning_process"


@dataclass(frozen=True)
class Errand:
    """What the planner takes; `anew`: of the `slots` only what has begun is kept."""

    day: CircuitDay
    slots: tuple[Slot, ...]
    now: int
    begun: frozenset[tuple[UUID, UUID]]
    anew: bool = False


def plan_apart(errand: Errand) -> Outcome:
    """The outcome of an errand. Raises Refused where the process ended without one."""
    if len(errand.day.due()) <= FEW:
        return run_errand(errand)
    given = json.dumps(to_plain(errand)).encode()
    try:
        return from_plain(Outcome, json.loads(run_apart(PROGRAM, given, SECONDS)))
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(
            text("The day wasn't planned."),
            text("The process that plans it ended before it was done."),
            text("Try again."),
        ) from error


def run_errand(errand: Errand) -> Outcome:
    """Plan, and hold what comes out against every rule once more before anybody sees it."""
    if errand.slots and not errand.anew:
        found = replan_circuit(errand.day, errand.slots, errand.now, errand.begun)
    else:
        found = plan_circuit(errand.day, errand.now, [each for each in errand.slots if each.encounter in errand.begun])
    broken = [each for each in find_clashes(errand.day, found.slots) if not set(each.encounters) & errand.begun]
    if found.possible and broken:
        raise AssertionError(f"a plan breaks rules: {sorted({each.kind for each in broken})}")
    return found
