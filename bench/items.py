"""The author's list over 10,000 items: whole pages as a browser asks for them, in process, on both databases."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select, update

from bench.figures import Figure
from bench.ground import Ground, p50, p95
from bench.in_process import ask, logged_in
from bench.postgres import running_postgresql
from exam_server.core.bank import Item, Kind, Level, Option, Status
from exam_server.core.psychometrics import TRAITS, Estimate, Suspicion, TooFew, traits_of
from exam_server.core.psychometrics.estimates import wilson
from exam_server.core.psychometrics.items import FOR_DISCRIMINATION, FOR_FACILITY
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification
from exam_server.services import bank, people, qualification
from exam_server.services.opening import new_id
from exam_server.services.work import Work
from exam_server.store.base import add_rows
from exam_server.store.tables import ExamRow, ItemFiguresRow, ItemRow, ItemUseRow

ITEMS, REQUESTS = 10_000, 200
EXAMS, POOL = 100, 200
LEVELS: tuple[Level, ...] = ("remember", "understand", "apply", "analyse")
STATUSES: tuple[Status, ...] = ("draft", "review", "pilot", "active", "retired")
WORDS = Path(__file__).resolve().parents[1] / "question_bank"
DOUBTS: tuple[Suspicion, ...] = ("distractor_beats_key",)
CODES = tuple(f"{number}{letter}{place}" for number, letter, place in product("123", "ABCD", range(1, 6)))
QUERIES = (
    "", "sort=-changed", "sort=exposure", "sort=status", "sort=-facility", "sort=revision", "page=120",
    "status=active", "criterion=1C5", "level=apply&kind=single_choice", "words=zrodlo", "words=rozmow+bilans",
    "exposure=0", "exposure=10", "status=pilot&words=kompetencj&sort=-seconds&page=2", "words=niemazupelnie",
    "statistics=weak", "statistics=too_few&page=30", "statistics=suspicious_key&status=active", "sort=discrimination",
    "statistics=too_easy&criterion=2B3&sort=-seen", "author={author}",
    "author={author}&statistics=too_hard&words=rozmow",
)  # fmt: skip


async def measure(ground: Ground) -> list[Figure]:
    figures = []
    if ground.wants("list"):
        figures.append(_figure(ground, "list", f"sqlite:///{ground.folder / 'items.sqlite'}"))
    if ground.wants("list-pg"):
        with running_postgresql() as server:
            address = server.url.replace("postgresql://", "postgresql+psycopg://", 1)
            figures.append(_figure(ground, "list-pg", address))
    return figures


def _figure(ground: Ground, key: str, url: str) -> Figure:
    with logged_in(ground.folder / key, url, _fill) as (client, author):
        queries = [each.format(author=author) for each in QUERIES]
        _ask(client, queries, len(queries))
        rounds = [_ask(client, queries, REQUESTS) for _ in range(ground.rounds)]
    middle = p50([wait for waits in rounds for wait in waits])
    return Figure(key, tuple(p95(waits) * 1000 for waits in rounds), f"p50 {middle * 1000:.0f} ms; {ITEMS} items")


def _ask(client: FlaskClient, queries: Sequence[str], count: int) -> list[float]:
    return [ask(client, f"/author/items?{queries[number % len(queries)]}") for number in range(count)]


def _fill(work: Work) -> UUID:
    """A full bank; gives the author of half of it."""
    work.organisation_id = people.make_organisation(work, "Bench")
    account = people.make_account(work, "author", "Adam", "Autorski", ["author"])
    edition = qualification.adopt_edition(work, "bench", small_qualification())
    bank.load_items(work, "bench", _items(Random(7)))
    work.session.flush()
    work.session.execute(update(ItemRow).where(ItemRow.code < f"bn-{ITEMS // 2:05}").values(author_id=account))
    _use(work, edition, Random(8))
    _measured(work, Random(9))
    return account


def _use(work: Work, edition: UUID, random: Random) -> None:
    """As many uses as `EXAMS` exams with pools of `POOL` items leave."""
    plan = qualification.get_plan(work, edition).id
    items = work.session.execute(select(ItemRow.id, ItemRow.revision_id)).all()
    own = {"organisation_id": work.organisation_id, "edition_id": edition, "plan_id": plan, "state": "closed"}
    own |= {"title": "Bench", "place": "Bench", "planned_at": work.now, "created_at": work.now, "base_seconds": 60}
    exams = [own | {"id": new_id()} for _ in range(EXAMS)]
    add_rows(work.session, ExamRow, exams)
    for exam in exams:
        use = {"exam_id": exam["id"], "organisation_id": work.organisation_id}
        drawn = random.sample(items, POOL)
        rows = [
            {**use, "item_id": id, "revision_id": revision, "forms": random.randrange(1, 9)} for id, revision in drawn
        ]
        add_rows(work.session, ItemUseRow, rows)


def _measured(work: Work, random: Random) -> None:
    """Figures of two thirds of the items, as kept after some years of exams."""
    rows = []
    for id, revision in work.session.execute(select(ItemRow.id, ItemRow.revision_id)).all():
        facility, found, count = random.betavariate(5, 3), random.gauss(0.25, 0.15), random.randrange(5, 500)
        flags = traits_of(
            wilson(facility * count, count, FOR_FACILITY),
            Estimate(found, found - 0.1, found + 0.1, count) if count >= FOR_DISCRIMINATION else TooFew(count, 30),
            DOUBTS if random.random() < 0.02 else (),
        )
        own = {"item_id": id, "revision_id": revision, "organisation_id": work.organisation_id, "exams": 3}
        bounds = {"facility_low": 0.0, "facility_high": 1.0, "discrimination_low": -1.0, "discrimination_high": 1.0}
        own |= bounds | {trait: trait in flags for trait in TRAITS}
        own |= {"facility": facility, "discrimination": found, "sittings": count, "suspicions": []}
        if random.random() < 2 / 3:
            rows.append(own | {"measured_at": work.now})
    add_rows(work.session, ItemFiguresRow, rows)


def small_qualification() -> Qualification:
    def outcome(number: str, letter: str) -> Outcome:
        own = [code for code in CODES if code.startswith(number + letter)]
        return Outcome(f"{number}{letter}", "…", tuple(Criterion(code, f"omawia {code}") for code in own))

    sets = (OutcomeSet(int(n), "…", 5, 10, True, tuple(outcome(n, each) for each in "ABCD")) for n in "123")
    return Qualification("Bench", methods=("theory_test",), sets=tuple(sets))


def _items(random: Random) -> Iterator[Item]:
    """Items as long as real ones, of the words of the shipped bank."""
    words = [word for path in sorted(WORDS.rglob("items/**/*.yaml")) for word in path.read_text("utf-8").split()]
    kinds: tuple[Kind, ...] = ("single_choice", "multiple_response")
    for number in range(ITEMS):
        options = [Option(str(n), " ".join(random.choices(words, k=12)), key=n == 0) for n in range(4)]
        yield Item(
            f"bn-{number:05}",
            random.choice(kinds),
            (random.choice(CODES),),
            " ".join(random.choices(words, k=30)),
            tuple(options),
            level=random.choice(LEVELS),
            status=random.choice(STATUSES),
            difficulty=random.random(),
            seconds=random.randrange(30, 120),
        )
