"""Made-up days of a circuit, from one that fits to any that hypothesis thinks of."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from hypothesis import strategies as st

from exam_server.core.circuit import CircuitCandidate, CircuitDay, CircuitPlayer, CircuitStation, Slot, Span
from exam_server.core.composing import PoolMember
from exam_server.core.qualification import CommissionRule, Credential

RULE = CommissionRule(
    minimum=3,
    education_level=7,
    credentials=tuple(Credential(code, code, "education") for code in "ab"),
    jointly_all=True,
)


def id_of(kind: str, number: int) -> UUID:
    return UUID(int=(ord(kind) << 32) + number)


def station(
    number: int, rooms: Sequence[str], minutes: int = 20, talk: int = 5, variants: str = "xy"
) -> CircuitStation:
    own = tuple(f"{each}{number}" for each in variants)
    return CircuitStation(id_of("s", number), f"Stacja {number}", tuple(rooms), minutes, talk, own)


def member(number: int, held: str = "ab", *, leads: bool = True) -> PoolMember:
    return PoolMember(id_of("m", number), frozenset(held), leads)


def make_day(
    candidates: int, stations: Sequence[CircuitStation], members: int, players: int, windows: Sequence[tuple[int, int]]
) -> CircuitDay:
    own = tuple(each.id for each in stations)
    return CircuitDay(
        RULE,
        tuple(Span(*each) for each in windows),
        tuple(stations),
        tuple(CircuitCandidate(id_of("c", number), f"K-{number}", own) for number in range(candidates)),
        tuple(member(number) for number in range(members)),
        tuple(CircuitPlayer(id_of("p", number)) for number in range(players)),
        change=5,
        rest=10,
        derole=10,
    )


def a_fitting_day() -> CircuitDay:
    """Six candidates, two stations in a room each, two commissions with a member to spare, two role-players."""
    stations = (station(1, ["A"]), station(2, ["B"]))
    return make_day(6, stations, 7, 2, [(0, 180), (210, 390)])


def big_day(windows: int) -> CircuitDay:
    """60 candidates, 3 stations, 12 members: 4 commissions take at least 45 rounds of 20 minutes, 9 in a window."""
    stations = [station(number, [f"{number}a", f"{number}b"], 15, 5) for number in range(1, 4)]
    return make_day(60, stations, 12, 6, [(210 * each, 210 * each + 180) for each in range(windows)])


@st.composite
def any_days(draw: st.DrawFn) -> CircuitDay:
    """Mostly small and awkward: conflicts, absences, too few rooms, members or hours."""
    rooms = st.lists(st.sampled_from("ABC"), max_size=2, unique=True)
    count = draw(st.integers(1, 3))
    stations = [station(number, draw(rooms), draw(st.sampled_from((20, 30)))) for number in range(1, count + 1)]
    windows = draw(st.sampled_from((((0, 120),), ((0, 180), (200, 320)), ((0, 60),), ((0, 240),))))
    day = make_day(draw(st.integers(1, 5)), stations, draw(st.integers(3, 7)), draw(st.integers(0, 3)), windows)
    kinds = st.sampled_from(("ab", "a", "b", ""))
    members = tuple(member(number, draw(kinds), leads=draw(st.booleans())) for number in range(len(day.members)))
    some_members = st.frozensets(st.sampled_from([each.member for each in members]), max_size=2)
    variants = st.frozensets(st.sampled_from([one for each in stations for one in each.variants]), max_size=2)
    candidates = tuple(replace(each, barred=draw(some_members), met=draw(variants)) for each in day.candidates)
    limits = st.none() | st.frozensets(st.sampled_from([each.id for each in stations]), min_size=1)
    players = tuple(replace(each, stations=draw(limits)) for each in day.players)
    able = [id_of("r", 0), id_of("r", 1), *(each.id for each in players)]
    prompters = tuple(draw(st.lists(st.sampled_from(able), max_size=2, unique=True)))
    people = [each.id for each in candidates] + [each.id for each in players] + [each.member for each in members]
    keys = [*map(str, people), *map(str, able[:2]), "A", "B"]
    spans = st.sampled_from(((Span(0, 60),), (Span(60, 400),)))
    busy = draw(st.dictionaries(st.sampled_from(keys), spans, max_size=3))
    return replace(day, candidates=candidates, members=members, players=players, busy=busy, prompters=prompters)


def without_rule(day: CircuitDay, kind: str) -> CircuitDay:
    """The day as if this kind of rule were in nobody's way."""
    keys: dict[str, set[str]] = {
        "candidate": {str(each.id) for each in day.candidates},
        "player": {str(each.id) for each in day.players},
        "member": {str(each.member) for each in day.members},
        "prompter": set(map(str, day.prompters)),
        "room": {room for each in day.stations for room in each.rooms},
    }
    busy = {key: spans for key, spans in day.busy.items() if key not in keys.get(kind, set())}
    if kind == "breaks":
        day = replace(day, windows=(Span(0, 60),))
    if kind == "time":
        hours = [Span(each, each + 180) for each in range(1000, 20_000, 200)]
        day = replace(day, windows=(*day.windows, *hours))
    if kind == "station":
        day = replace(day, stations=tuple(replace(each, rooms=each.rooms or ("Z",)) for each in day.stations))
    if kind == "player":
        day = replace(day, players=(*day.players, CircuitPlayer(id_of("q", len(day.players)))))
    if kind == "prompter":
        day = replace(day, prompters=(*day.prompters, id_of("o", len(day.prompters))))
    if kind == "commission":
        day = replace(day, members=(*day.members, *(member(900 + number) for number in range(3))))
    if kind == "variant":
        fresh = tuple(replace(each, variants=(*each.variants, f"new{each.title}")) for each in day.stations)
        day = replace(day, stations=fresh)
    return replace(day, busy=busy)


def moved(slots: Sequence[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda each: (each.at, each.room))
