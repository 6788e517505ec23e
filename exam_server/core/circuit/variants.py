"""Which variant of each station a candidate meets: new to them, another one at each station, all about as often."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from exam_server.core.circuit.day import CircuitCandidate, CircuitDay, CircuitStation, Slot

Chosen = dict[tuple[UUID, UUID], str]


def choose_variants(day: CircuitDay, kept: Sequence[Slot] = ()) -> Chosen:
    """By candidate and station the variant; what is kept stays. Who has met too much has no entry for some station."""
    chosen = {slot.encounter: slot.variant for slot in kept}
    taken = Counter((slot.station, slot.variant) for slot in kept)
    for candidate in day.candidates:
        wanted = [day.station(id) for id in candidate.stations if (candidate.id, id) not in chosen]
        known = {variant for (one, _), variant in chosen.items() if one == candidate.id}
        for station, variant in _pick(wanted, candidate, known, taken):
            chosen[candidate.id, station.id] = variant
            taken[station.id, variant] += 1
    return chosen


def _pick(
    stations: Sequence[CircuitStation], candidate: CircuitCandidate, known: set[str], taken: Counter[tuple[UUID, str]]
) -> Iterator[tuple[CircuitStation, str]]:
    """As many stations as there is something new for, by augmenting paths; the least used variants first."""
    given: dict[str, CircuitStation] = {}

    def place(station: CircuitStation, seen: set[str]) -> bool:
        new = [each for each in station.variants if each not in candidate.met | known | seen]
        for variant in sorted(new, key=lambda each: (each in given, taken[station.id, each])):
            if variant in seen:
                continue
            seen.add(variant)
            if variant not in given or place(given[variant], seen):
                given[variant] = station
                return True
        return False

    for station in stations:
        place(station, set())
    yield from ((station, variant) for variant, station in given.items())
