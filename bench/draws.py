"""The draw beside a solver: forms a second, and what of them meets everything, against scipy's MILP (HiGHS).

The same problem for both, in turns, by processor time: 55 criteria, forms of 40 items, quotas per criterion, outcome,
level, kind and set, enemies, stimuli whole, a time that binds, a difficulty band, and exposure as the cost. The solver
runs at its default gap (it proves that no form is better) and at 5 % (nearly even use is enough).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import log
from statistics import median

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from bench.figures import Figure
from bench.ground import Ground
from exam_server.core.assembly import Blueprint, Cell, PoolItem, draw_forms, in_cell
from exam_server.core.bank import Kind, Level

ROUNDS = 3
SIZES = (500, 5_000, 50_000)
FORMS = 100
SOLUTIONS = {500: 40, 5_000: 4}
GAPS = (0.0, 0.05)

CODES = tuple(
    f"{number}{letter}{place}"
    for number, letters in ((1, "ABC"), (2, "ABCDE"), (3, "ABC"))
    for letter in letters
    for place in range(1, 6)
)
OUTCOMES = tuple(dict.fromkeys(code[:2] for code in CODES))
LEVELS: tuple[Level, ...] = ("remember", "understand", "apply", "analyse")
KINDS: tuple[Kind, ...] = (
    "single_choice",
    "single_choice",
    "single_choice",
    "multiple_response",
    "true_false",
    "matching",
)
BLUEPRINT = Blueprint(
    "bench",
    "Bench",
    minutes=52,
    total=40,
    cells=(
        *(
            Cell(f"criterion {code}", criterion=code, minimum=int(place % 5 == 0), maximum=2)
            for place, code in enumerate(CODES)
        ),
        *(Cell(f"outcome {code}", outcome=code, minimum=3, maximum=5) for code in OUTCOMES),
        *(Cell(level, level=level, minimum=7, maximum=13) for level in LEVELS),
        Cell("matching", kind="matching", minimum=3, maximum=7),
        Cell("single choice", kind="single_choice", minimum=12, maximum=24),
        Cell("set 2", set=2, minimum=14, maximum=24),
    ),
    difficulty_band=0.02,
)


@dataclass(frozen=True)
class Run:
    """What one contestant made in one turn: `whole` forms meet everything, the most used item is in `most` of them."""

    seconds: float
    forms: int
    whole: int
    most: int


def make_pool(size: int) -> list[PoolItem]:
    """A bank of so many items: every 50 a stimulus of three, every thirteenth with an enemy; times average 80 s."""
    return [_item(number, size) for number in range(size)]


def _item(number: int, size: int) -> PoolItem:
    luck = int.from_bytes(sha256(str(number).encode()).digest()[:8], "big")
    luck, place = divmod(luck, len(CODES))
    luck, kind = divmod(luck, len(KINDS))
    luck, level = divmod(luck, len(LEVELS))
    luck, facility = divmod(luck, 66)
    hangs = number % 50 < 3
    return PoolItem(
        id=f"q{number:05}",
        revision="r1",
        kind=KINDS[kind],
        criteria=(CODES[number // 50 % len(CODES)] if hangs else CODES[place],),
        level=LEVELS[level],
        difficulty=(30 + facility) / 100,
        seconds=40 + luck % 81,
        enemies=(f"q{(number + 7) % size:05}",) if number % 13 == 5 else (),
        stimulus=f"s{number // 50}" if hangs else "",
        option_ids=("a", "b", "c", "d"),
    )


def judge(
    seconds: float, forms: int, made: Sequence[Sequence[PoolItem]], pool: Sequence[PoolItem], target: float
) -> Run:
    """The turn of a contestant who was to make so many forms, judged from the items alone."""
    whole = {name: {item.id for item in pool if item.stimulus == name} for name in {item.stimulus for item in pool}}
    used = Counter(item.id for form in made for item in form)
    return Run(seconds, forms, sum(_meets_everything(form, whole, target) for form in made), max(used.values()))


def _meets_everything(form: Sequence[PoolItem], whole: dict[str, set[str]], target: float) -> bool:
    ids = {item.id for item in form}
    facility = sum(item.facility for item in form) / (10_000 * len(form))
    return (
        len(ids) == len(form) == BLUEPRINT.total
        and all(
            cell.minimum <= sum(in_cell(cell, item) for item in form) <= (cell.maximum or len(form))
            for cell in BLUEPRINT.cells
        )
        and all(ids.isdisjoint(item.enemies) for item in form)
        and all(whole[item.stimulus] <= ids for item in form if item.stimulus)
        and sum(item.seconds for item in form) <= 60 * BLUEPRINT.minutes
        and abs(facility - target) <= BLUEPRINT.difficulty_band + 1e-4
    )


def draw(pool: Sequence[PoolItem], turn: int, forms: int) -> tuple[Run, float]:
    """One turn of the product's draw, the making ready of the pool included; gives the target of its forms too."""
    by_id = {item.id: item for item in pool}
    began = time.process_time()
    drawn = draw_forms(BLUEPRINT, pool, f"bench {turn}", forms)
    seconds = time.process_time() - began
    made = [[by_id[item.id] for item in form.items] for form in drawn.forms]
    return judge(seconds, forms, made, pool, drawn.target_facility), drawn.target_facility


class Solver:
    """One form after the other by MILP, the cost of an item being how often it was used so far, and luck."""

    def __init__(self, pool: Sequence[PoolItem], target: float, gap: float) -> None:
        self.units = _units(pool)
        self.target, self.gap = target, gap
        rows = [*_rules(self.units, target)]
        places = [(row, unit, value) for row, (values, _, _) in enumerate(rows) for unit, value in values.items()]
        data = ([v for _, _, v in places], ([r for r, _, _ in places], [u for _, u, _ in places]))
        matrix = csr_matrix(data, shape=(len(rows), len(self.units)))
        self.rules = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])

    def solve(self, pool: Sequence[PoolItem], turn: int, forms: int) -> Run:
        luck, used = np.random.default_rng(turn), np.zeros(len(self.units))
        sizes = np.array([len(unit) for unit in self.units])
        seconds, made = 0.0, []
        for _ in range(forms):
            began = time.process_time()
            result = milp(
                (used + luck.random(len(used))) * sizes,
                constraints=self.rules,
                integrality=np.ones(len(used)),
                bounds=Bounds(0, 1),
                options={"mip_rel_gap": self.gap, "time_limit": 120},
            )
            seconds += time.process_time() - began
            if result.x is not None:
                used += np.round(result.x)
                made.append(
                    [item for unit, taken in zip(self.units, result.x, strict=True) if taken > 0.5 for item in unit]
                )
        return judge(seconds, forms, made, pool, self.target)


def _units(pool: Sequence[PoolItem]) -> list[list[PoolItem]]:
    """What is drawn whole: single items, and all items of a stimulus."""
    together: dict[str, list[PoolItem]] = {}
    for item in pool:
        together.setdefault(item.stimulus or item.id, []).append(item)
    return list(together.values())


Row = tuple[dict[int, float], float, float]


def _rules(units: Sequence[Sequence[PoolItem]], target: float) -> Iterator[Row]:
    def summed(value: Callable[[PoolItem], float]) -> dict[int, float]:
        sums = {place: sum(map(value, unit)) for place, unit in enumerate(units)}
        return {place: total for place, total in sums.items() if total}

    total, band = BLUEPRINT.total, BLUEPRINT.difficulty_band
    yield summed(lambda _: 1), total, total
    for cell in BLUEPRINT.cells:
        yield summed(lambda item, cell=cell: in_cell(cell, item)), cell.minimum, cell.maximum or total  # type: ignore[misc]
    yield summed(lambda item: item.seconds), 0, 60 * BLUEPRINT.minutes
    yield summed(lambda item: item.difficulty), total * (target - band), total * (target + band)
    place_of = {item.id: place for place, unit in enumerate(units) for item in unit}
    for item in (item for unit in units for item in unit):
        for enemy in item.enemies:
            yield {place_of[item.id]: 1, place_of[enemy]: 1}, 0, 1


def take_turns(size: int, rounds: int = ROUNDS) -> dict[str, list[Run]]:
    """The turns of the draw and, up to 5,000 items, of the solver at each gap, one after the other."""
    pool = make_pool(size)
    runs: dict[str, list[Run]] = {"draw": []}
    solvers: dict[float, Solver] = {}
    for turn in range(rounds):
        run, target = draw(pool, turn, FORMS)
        runs["draw"].append(run)
        for gap in GAPS if size in SOLUTIONS else ():
            solver = solvers.setdefault(gap, Solver(pool, target, gap))
            runs.setdefault(f"MILP, gap {gap:.0%}", []).append(solver.solve(pool, turn, SOLUTIONS[size]))
    return runs


async def measure_draws(ground: Ground) -> list[Figure]:
    """The two figures of 500 items for the common table; the solver runs at its default gap."""
    runs = take_turns(SIZES[0], ground.rounds)
    drawn, solved, nearly = runs.values()
    ratios = [(ours.forms / ours.seconds) / (its.forms / its.seconds) for ours, its in zip(drawn, solved, strict=True)]
    note = f"{_rate(drawn):.0f} forms/s; at a gap of 5 % ÷ MILP {_rate(drawn) / _rate(nearly):.0f}"
    whole = [100 * run.whole / run.forms for run in drawn]
    return [Figure("draws", tuple(ratios), note), Figure("draws-whole", tuple(whole), _shares(drawn))]


def main() -> None:
    """Print a row per size and contestant, the ratios, and how the time of a form grows."""
    rates: dict[int, float] = {}
    for size in SIZES:
        runs = take_turns(size)
        rates[size] = _rate(runs["draw"])
        for name, turns in runs.items():
            ratio = f"; draw ÷ it {rates[size] / _rate(turns):.1f}" if name != "draw" else ""
            print(f"{size:>6} items, {name:<12} {_rate(turns):>8.2f} forms/s; {_shares(turns)}{ratio}", flush=True)
    for less, more in pairwise(SIZES):
        exponent = log(rates[less] / rates[more]) / log(more / less)
        print(f"{less} to {more} items: the time of a form grows with exponent {exponent:.2f}")


def _rate(turns: Sequence[Run]) -> float:
    return median(run.forms / run.seconds for run in turns)


def _shares(turns: Sequence[Run]) -> str:
    forms = sum(run.forms for run in turns)
    most = max(run.most / run.forms for run in turns)
    return f"meet everything {sum(run.whole for run in turns) / forms:.1%}; most used item in {most:.0%} of the forms"


if __name__ == "__main__":
    main()
