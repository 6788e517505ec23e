"""Planning a circuit anew, or saying what is in the way."""

from collections.abc import Sequence

from exam_server.core.circuit.day import CircuitDay, Minute, Outcome, Slot
from exam_server.core.circuit.explain import Filled, explain
from exam_server.core.circuit.filling import fill_rounds
from exam_server.core.circuit.obstacles import find_obstacles


def plan_circuit(day: CircuitDay, now: Minute = 0, kept: Sequence[Slot] = ()) -> Outcome:
    """A plan in which every candidate passes their stations and no rule is broken, or everything that is in the way.

    Rooms keep one clock: all encounters of a round begin together. A commission of members who may verify a candidate
    (S2, S3, S8, S10) sees them at all stations; candidates are shared among commissions evenly. Round by round each
    commission takes the next of its candidates to a station with a free room and somebody who can play. What can't be
    is named by trying: a rule is in the way where the plan comes out, or comes further, without it. `kept`: what began
    already; nothing is put before `now`.
    """
    obstacles = tuple(find_obstacles(day))
    if obstacles:
        return Outcome(obstacles=obstacles)

    def fill(other: CircuitDay) -> Filled:
        return fill_rounds(other, (at for at in other.rounds() if at >= now), kept)

    slots, left = fill(day)
    return Outcome((*kept, *slots)) if not left else Outcome(obstacles=(explain(day, left, fill),))
