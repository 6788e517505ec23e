"""Made-up people, a small qualification, its bank, and exams at every stage, for tests of services and pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import GuideElement, Item, Option, Pair
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.core.problems import Refused
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification
from exam_server.services import (
    amending,
    bank,
    contributing,
    exam,
    freezing,
    people,
    qualification,
    seating,
    starting,
    withdrawing,
)
from exam_server.services.opening import new_id
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.sittings import project
from exam_server.services.substituting import Plan, plan_substitutes
from exam_server.services.tokens import Keys
from exam_server.services.withdrawing import Effect
from exam_server.services.work import Actor, Work
from exam_server.store import delivery as delivery_store
from exam_server.store.database import Database
from exam_server.store.tables import CaseRow, PersonRow, SittingRow
from tests.filed import file_items
from tests.kinds import BLUEPRINT as ONE_OF_EACH
from tests.kinds import EVERY_KIND

SECRET = "5e" * 32
KEYS = Keys(bytes.fromhex(SECRET))
NOBODY = UUID(int=0)
CODE = "parzenie-herbaty"


@dataclass(frozen=True)
class Player:
    """One of the named cast: who they are and what they may do."""

    login: str
    given_names: str
    family_name: str
    roles: tuple[Role, ...]


CAST: dict[str, Player] = {
    player.login: player
    for player in (
        Player("alicja", "Alicja", "Administrująca", ("administrator",)),
        Player("olga", "Olga", "Organizująca", ("office",)),
        Player("daria", "Daria", "Dyżurna", ("desk",)),
        Player("damian", "Damian", "Dyżurny", ("desk",)),
        Player("adam", "Adam", "Autorski", ("author",)),
        Player("aniela", "Aniela", "Autorska", ("author",)),
        Player("rena", "Renata", "Recenzująca", ("reviewer",)),
        Player("asia", "Joanna", "Asesorska", ("assessor",)),
        Player("artur", "Artur", "Asesorski", ("assessor",)),
        Player("czeslawa", "Czesława", "Przewodnicząca", ("chair",)),
        Player("robert", "Robert", "Rolnicki", ("role_player",)),
        Player("pola", "Pola", "Podpowiadająca", ("prompter",)),
        Player("doris", "Doris", "Doradzająca", ("advisor",)),
        Player("audyta", "Audyta", "Sprawdzająca", ("auditor",)),
    )
}
CANDIDATES: tuple[CandidateEntry, ...] = (
    CandidateEntry("Kazimiera", "Kandydacka", email="kazimiera@example.org"),
    CandidateEntry("Ksawery", "Kandydacki", email="ksawery@example.org"),
    CandidateEntry("Kinga", "Żółć-Źdźbło", email="kinga@example.org"),
)
LATE_CANDIDATE = CandidateEntry("Late", "Spóźnialska", email="late@example.org")

QUALIFICATION = Qualification(
    name="Parzenie herbaty",
    short_name="herbata",
    prk_level=5,
    methods=("evidence_analysis", "conversation_with_simulation", "theory_test"),
    sets=(
        OutcomeSet(
            1,
            "Wiedza o herbacie",
            5,
            10,
            True,
            (
                Outcome(
                    "1A",
                    "Omawia herbatę",
                    (Criterion("1A1", "omawia gatunki herbaty"), Criterion("1A2", "wymienia przybory do herbaty")),
                ),
            ),
        ),
        OutcomeSet(
            2,
            "Podawanie herbaty",
            5,
            10,
            True,
            (
                Outcome(
                    "2A",
                    "Podaje herbatę",
                    (Criterion("2A1", "prowadzi rozmowę z gościem"), Criterion("2A2", "omawia zasady podawania")),
                ),
            ),
        ),
    ),
)


def _choice(number: int, criterion: str) -> Item:
    return Item(
        id=f"hb-{criterion.lower()}-{number:03}",
        kind="single_choice",
        criteria=(criterion,),
        stem=f"Która herbata stoi na półce numer {number}?",
        options=(
            Option("green", f"zielona {number}", key=True, rationale="TAJNE: zielona stoi na każdej półce"),
            Option("black", f"czarna {number}", rationale="TAJNE: czarnej nie ma"),
            Option("white", f"biała {number}", rationale="TAJNE: białej nie ma"),
        ),
        status="active",
    )


def _others() -> tuple[Item, ...]:
    return (
        Item(
            id="hb-2a2-mr",
            kind="multiple_response",
            criteria=("2A2",),
            stem="Wskaż dwie czarki.",
            options=(
                Option("a", "czarka A", key=True, rationale="TAJNE"),
                Option("b", "czarka B", key=True, rationale="TAJNE"),
                Option("c", "kufel", rationale="TAJNE"),
            ),
            status="active",
        ),
        Item(
            id="hb-2a2-tf",
            kind="true_false",
            criteria=("2A2",),
            stem="Herbatę podaje się w czarkach.",
            options=(Option("true", "prawda", key=True), Option("false", "fałsz", rationale="TAJNE")),
            status="active",
        ),
        Item(
            id="hb-2a2-ma",
            kind="matching",
            criteria=("2A2",),
            stem="Dobierz naczynia.",
            pairs=(
                Pair("p1", "napar", "czajnik"),
                Pair("p2", "mleko", "dzbanek"),
                Pair("p3", "", "wiadro", rationale="TAJNE"),
            ),
            status="active",
        ),
        Item(
            id="hb-2a2-et",
            kind="extended_text",
            criteria=("2A2",),
            stem="Opisz podawanie herbaty.",
            guide=(GuideElement("TAJNE: ogrzewa czarkę", {0: "nie", 3: "tak"}),),
            status="active",
        ),
    )


ITEMS: tuple[Item, ...] = (
    *(_choice(number, criterion) for criterion in ("1A1", "1A2") for number in range(1, 9)),
    *_others(),
)
BLUEPRINT = Blueprint(
    id="herbata",
    title="Test o herbacie",
    minutes=20,
    total=8,
    cells=(
        Cell("1a1", criterion="1A1", minimum=2, maximum=2),
        Cell("1a2", criterion="1A2", minimum=2, maximum=2),
        *(
            Cell(kind, criterion="2A2", kind=kind, minimum=1, maximum=1)
            for kind in ("multiple_response", "true_false", "matching", "extended_text")
        ),
    ),
    difficulty_band=1.0,
)


@dataclass
class OwnWork(Work):
    """A `Work` whose test is its edge."""

    def commit(self) -> None:
        """Keep what was recorded, as an edge does after a use case; the work goes on."""
        self.finish(commit=True)
        self.now = self.database.now(self.session)

    def drop(self) -> None:
        """Forget what wasn't committed, as an edge does after an error."""
        self.finish(commit=False)
        self.now = self.database.now(self.session)

    def act_as(self, account_id: UUID | None, *roles: Role) -> None:
        self.actor = Actor(account_id=account_id, roles=frozenset(roles))


@contextmanager
def open_own_work(database: Database, organisation_id: UUID = NOBODY) -> Iterator[OwnWork]:
    with Session(database.engine) as session:
        work = OwnWork(database, session, Actor(), database.now(session), organisation_id, new_id)
        found = people.find_organisation_id(work)
        work.organisation_id = organisation_id if organisation_id != NOBODY else (found or NOBODY)
        try:
            yield work
        finally:
            work.finish(commit=False)


def make_organisation(work: OwnWork) -> UUID:
    made = people.make_organisation(work, "Izba Herbaciana", "Gdynia")
    work.commit()
    return made


def make_player(work: OwnWork, login: str) -> UUID:
    """The account of one of the cast."""
    player = CAST[login]
    made = people.make_account(work, player.login, player.given_names, player.family_name, player.roles)
    work.commit()
    return made


def make_cast(work: OwnWork) -> dict[str, UUID]:
    """Everybody's account, by log-in."""
    return {login: make_player(work, login) for login in CAST}


def make_edition(work: OwnWork, content: Qualification = QUALIFICATION) -> UUID:
    made = qualification.adopt_edition(work, CODE, content)
    work.commit()
    return made


def make_bank(work: OwnWork, items: Sequence[Item] = ITEMS, blueprint: Blueprint = BLUEPRINT) -> UUID:
    """Items and blueprint of the small qualification; gives the blueprint's id."""
    file_items(work, CODE, items)
    bank.load_blueprint(work, CODE, blueprint)
    work.commit()
    return bank.list_blueprints(work, CODE)[0].id


@dataclass
class MadeExam:
    """A frozen exam: `cards` by seat, tickets included."""

    id: UUID
    edition_id: UUID
    cards: list[freezing.SeatCard] = field(default_factory=list)

    @property
    def sittings(self) -> list[UUID]:
        return [card.sitting_id for card in self.cards]


def plan_exam(
    work: OwnWork,
    candidates: Sequence[CandidateEntry] = CANDIDATES,
    items: Sequence[Item] = ITEMS,
    blueprint: Blueprint = BLUEPRINT,
) -> MadeExam:
    """An exam with candidates in a room that fits, nothing drawn yet."""
    edition_id = make_edition(work)
    plan = exam.ExamPlan(
        edition_id=edition_id,
        title="Egzamin z herbaty",
        place="Gdynia",
        planned_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
        blueprint_id=make_bank(work, items, blueprint),
        scenario_revision_id=None,
        members={},
    )
    exam_id = exam.make_exam(work, plan)
    work.commit()
    exam.add_candidates(work, exam_id, candidates)
    sign_made_up_room(work, exam_id)
    work.commit()
    return MadeExam(exam_id, edition_id)


def contribute_as_chair(work: OwnWork, exam_id: UUID, account_id: UUID, words: str = "") -> None:
    """What an exam with a chair needs before its forms are drawn; who acted before goes on."""
    actor = work.actor
    work.act_as(account_id, "chair")
    contributing.contribute(work, exam_id, "chair", words)
    work.commit()
    work.actor = actor


def freeze_exam(work: OwnWork, candidates: Sequence[CandidateEntry] = CANDIDATES) -> MadeExam:
    made = plan_exam(work, candidates)
    made.cards = freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    return made


def open_exam_of_every_kind(
    work: OwnWork, candidates: Sequence[CandidateEntry] = CANDIDATES, items: Sequence[Item] = ()
) -> MadeExam:
    """A running exam whose forms have one item of each kind: the samples, or these."""
    made = plan_exam(work, candidates, items or [sample.item for sample in EVERY_KIND.values()], ONE_OF_EACH)
    made.cards = freezing.freeze_exam(work, KEYS, made.id)
    return _opened(work, made)


def open_exam(work: OwnWork, candidates: Sequence[CandidateEntry] = CANDIDATES) -> MadeExam:
    """A running exam: everybody admitted by the desk, no browser yet."""
    return _opened(work, freeze_exam(work, candidates))


def _opened(work: OwnWork, made: MadeExam) -> MadeExam:
    for sitting_id in made.sittings:
        seating.admit(work, sitting_id, "dowód osobisty")
    starting.open_exam(work, made.id)
    work.commit()
    return made


def let_time_pass(work: OwnWork, sitting_id: UUID, seconds: int) -> None:
    """What happened in a sitting so far happened that much earlier."""
    work.record()
    for event in delivery_store.list_sitting_events(work.session, sitting_id):
        event.at -= timedelta(seconds=seconds)
    for save in delivery_store.list_response_events(work.session, sitting_id):
        save.received_at -= timedelta(seconds=seconds)
    row = work.session.get_one(SittingRow, sitting_id)
    if row.contact_at is not None and row.beat_at is not None:
        row.contact_at -= timedelta(seconds=seconds)
        row.beat_at -= timedelta(seconds=seconds)
    work.session.flush()
    project(work, row)
    work.commit()


def form_of(work: OwnWork, sitting_id: UUID) -> str:
    """The digest of a sitting's form."""
    return work.session.get_one(SittingRow, sitting_id).form_digest


def names_of(work: OwnWork, sitting_id: UUID) -> tuple[str, str]:
    """Given names and family name of who sits."""
    case = work.session.get_one(CaseRow, work.session.get_one(SittingRow, sitting_id).case_id)
    person = work.session.get_one(PersonRow, case.person_id)
    return person.given_names, person.family_name


def withdraw_item(work: OwnWork, keys: Keys, qualification: str, code: str, reason: str) -> list[Effect]:
    """An order and all that the server's upkeep does about it, in this process; the last step isn't committed."""
    withdrawing.order_withdrawal(work, qualification, code, reason)
    work.commit()
    actor, due = work.actor, withdrawing.find_due(work)
    assert due is not None
    outcome = withdrawing.carry_out(work, due, plan_substitutes(work, keys, due.errand))
    work.actor = actor
    return list(outcome.effects)


def carry_out_due(work: OwnWork, keys: Keys, today: date) -> bool:
    """All that the server's upkeep does on an amendment day, in this process; nothing is committed."""
    due = amending.find_due(work, today)
    if due is None:
        return False
    try:
        plans = plan_substitutes(work, keys, due.errand)
    except Refused as refused:
        amending.carry_out_without_forms(work, due, refused)
        return True
    return amending.carry_out(work, due, plans)


def preview_forms(work: OwnWork, keys: Keys, amendment_id: UUID) -> list[Plan]:
    """What an amendment day would do to frozen forms."""
    errand = amending.preview_errand(work, amendment_id)
    return plan_substitutes(work, keys, errand) if errand else []
