"""The plan of a big day: 60 candidates at 3 stations before 12 members, and why a day that's too short can't be."""

from statistics import median
from time import perf_counter
from uuid import UUID

from bench.figures import Figure
from bench.ground import Ground
from exam_server.core.circuit import (
    CircuitCandidate,
    CircuitDay,
    CircuitPlayer,
    CircuitStation,
    Slot,
    Span,
    find_clashes,
    plan_circuit,
)
from exam_server.core.composing import PoolMember
from exam_server.core.qualification import CommissionRule, Credential

CANDIDATES, MEMBERS, PLAYERS, STATIONS = 60, 12, 6, 3
ENOUGH, TOO_FEW = 5, 4
"""Windows of nine rounds; four commissions need at least 45 rounds for 180 encounters."""


async def measure(ground: Ground) -> list[Figure]:
    """Per round the seconds of a plan and of a refusal; beside it how long checking that plan pair by pair takes."""
    day, short = make_day(ENOUGH), make_day(TOO_FEW)
    plans = [_time(day) for _ in range(ground.rounds)]
    refusals = tuple(_time(short)[1] for _ in range(ground.rounds))
    began = perf_counter()
    if find_clashes(day, plans[0][0]):
        raise AssertionError("the plan breaks rules")
    ratio = median(seconds for _, seconds in plans) / (perf_counter() - began)
    note = f"{ratio:.1f} times as long as checking that plan pair by pair"
    return [
        Figure("circuit", tuple(seconds for _, seconds in plans), note),
        Figure("circuit-refused", refusals),
    ]


def make_day(windows: int) -> CircuitDay:
    """Two rooms for each station, rounds of 20 minutes, three hours between breaks; everybody may verify anybody."""
    rule = CommissionRule(3, None, tuple(Credential(code, code, "education") for code in "ab"), jointly_all=True)
    stations = tuple(
        CircuitStation(UUID(int=1000 + each), str(each), (f"{each}a", f"{each}b"), 15, 5, (f"x{each}", f"y{each}"))
        for each in range(STATIONS)
    )
    own = tuple(each.id for each in stations)
    held = frozenset("ab")
    return CircuitDay(
        rule,
        tuple(Span(210 * each, 210 * each + 180) for each in range(windows)),
        stations,
        tuple(CircuitCandidate(UUID(int=each), str(each), own) for each in range(CANDIDATES)),
        tuple(PoolMember(UUID(int=2000 + each), held, leads=True) for each in range(MEMBERS)),
        tuple(CircuitPlayer(UUID(int=3000 + each)) for each in range(PLAYERS)),
        change=5,
    )


def _time(day: CircuitDay) -> tuple[tuple[Slot, ...], float]:
    """The plan, and how many seconds it took."""
    began = perf_counter()
    found = plan_circuit(day)
    return found.slots, perf_counter() - began
