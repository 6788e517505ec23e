"""The shipped scenario as an encounter of the named cast, at every step up to the votes."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

from exam_server.core.device_log import Head, begin, link
from exam_server.core.moderating import Fact
from exam_server.core.people import Role
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import Scenario
from exam_server.services import bank, exam, moderation, people, qualification, simulation
from exam_server.services.passwords import hash_password
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.sealing import SealAnswer, post_log
from exam_server.services.tablets import Answer, Batch, heads_of, post_entries
from exam_server.services.throttling import Door
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, SealPinRow
from tests import proving
from tests.making import CANDIDATES, KEYS, OwnWork, make_player
from tests.proving import appoint, prove_all, seat_legally
from tests.shipped import CODE, SCENARIO, shipped_qualification, shipped_scenario

COMMISSION = proving.COMMISSION
PIN = "2580"
PIN_HASH = hash_password(PIN)
PIN_DOOR = Door("pin", 5, 1000, 900)


@dataclass
class MadeEncounter:
    id: UUID
    exam_id: UUID
    accounts: dict[str, UUID]
    scenario: Scenario
    run_taps: int = 0

    @property
    def criteria(self) -> tuple[str, ...]:
        return self.scenario.observed_criteria()

    def point_of(self, kind: str, criterion: str = "") -> str:
        """The first observation point of a kind."""
        points = self.scenario.observation_points
        return next(each.id for each in points if each.kind == kind and criterion in ("", each.criterion))


def load_scenario(work: OwnWork, code: str = CODE) -> UUID:
    """The shipped scenario's revision, filed under a qualification."""
    source = SCENARIO.read_text(encoding="utf-8")
    scenario = shipped_scenario()
    bank.load_scenario(work, code, scenario.id, scenario.about.title, source, revision_hash(scenario))
    work.commit()
    return bank.list_scenarios(work, code)[0].id


def make_encounter(work: OwnWork, accounts: dict[str, UUID] | None = None, *, legal: bool = True) -> MadeEncounter:
    """An encounter of one candidate, planned; missing accounts of the cast are made, and a legal commission of them."""
    accounts = {} if accounts is None else accounts
    for login in (*COMMISSION, "robert", "pola"):
        if login not in accounts:
            accounts[login] = make_player(work, login)
    exam_id = plan_exam(work, accounts)
    if legal:
        seat_legally(work, exam_id, accounts)
    work.act_as(None)
    assert simulation.plan_encounters(work, exam_id) == 1
    work.commit()
    work.act_as(accounts["asia"], "assessor")
    encounter = next(each for each in simulation.list_encounters(work, ("assessor",)) if each.exam_id == exam_id)
    return MadeEncounter(encounter.id, exam_id, accounts, shipped_scenario())


def plan_exam(work: OwnWork, accounts: dict[str, UUID], commission: tuple[str, ...] = COMMISSION) -> UUID:
    edition_id = qualification.adopt_edition(work, CODE, shipped_qualification())
    work.commit()
    members: dict[Role, list[UUID]] = {
        "assessor": [accounts[login] for login in commission if login != "czeslawa"],
        "chair": [accounts[login] for login in commission if login == "czeslawa"],
        "role_player": [accounts["robert"]],
        "prompter": [accounts["pola"]],
    }
    planned_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    plan = exam.ExamPlan(edition_id, "Egzamin z rozmowy", "Gdynia", planned_at, None, load_scenario(work), members)
    exam_id = exam.make_exam(work, plan)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[:1])
    sign_made_up_room(work, exam_id)
    work.commit()
    return exam_id


def act_as(work: OwnWork, made: MadeEncounter, login: str) -> None:
    role: dict[str, Role] = {"czeslawa": "chair", "robert": "role_player", "pola": "prompter"}
    work.act_as(made.accounts[login], role.get(login, "assessor"))


def tap_run(work: OwnWork, made: MadeEncounter, kind: str, reference: str = "", sequence: int = 0) -> None:
    """An event of the prompter; `sequence` is the next one by default."""
    act_as(work, made, "pola")
    made.run_taps = sequence or made.run_taps + 1
    simulation.take_event(work, made.id, "prompter-1", made.run_taps, kind, reference)
    work.commit()


def run_encounter(work: OwnWork, made: MadeEncounter) -> None:
    """The run from start to end, with every cue played and every product handed in."""
    tap_run(work, made, "start")
    for cue in made.scenario.cues:
        tap_run(work, made, "cue", cue.id)
    tap_run(work, made, "end")
    for material in made.scenario.materials:
        if material.product:
            tap_run(work, made, "product", material.id)


class Tablet:
    """A tablet of one of the commission as its page writes its log; `post` sends what the server hasn't got."""

    def __init__(self, made: MadeEncounter, login: str, device: str = "") -> None:
        self.made, self.login, self.device = made, login, device or f"tablet-{login}"
        self.heads = [begin(str(made.id), str(made.accounts[login]), self.device)]
        self.entries: list[str] = []
        self.sent = 0

    def write(self, at_ms: int, kind: str, **payload: object) -> int:
        """Append an entry; gives its number."""
        sequence = len(self.entries) + 1
        entry = json.dumps({"sequence": sequence, "kind": kind, "at": at_ms, **payload}, ensure_ascii=False)
        self.entries.append(entry)
        self.heads.append(Head(sequence, link(self.heads[-1].digest, entry)))
        return sequence

    def batch(self, first: int = 0, last: int | None = None) -> Batch:
        """Entries from `first` (by default: what wasn't acknowledged) to `last`."""
        start = (first or self.sent + 1) - 1
        entries = tuple(self.entries[start:last])
        return Batch(self.device, self.heads[start].digest, len(self.entries), entries)

    def body(self) -> dict[str, object]:
        """The same as the JSON of a request."""
        batch = self.batch()
        return {**asdict(batch), "entries": list(batch.entries)}

    def post(self, work: OwnWork) -> Answer:
        act_as(work, self.made, self.login)
        answer = post_entries(work, self.made.id, self.batch())
        work.commit()
        self.sent = answer.head.sequence
        return answer


def now_ms(work: OwnWork) -> int:
    return int(work.now.timestamp() * 1000)


def rate(work: OwnWork, made: MadeEncounter, login: str, criterion: str, level: int | None, why: str = "") -> None:
    """A rating from a tablet that does nothing else; each call is another one."""
    tablet = Tablet(made, login, f"rating-{work.new_id().hex[-12:]}")
    tablet.write(now_ms(work), "rate", criterion=criterion, level=level, justification=why)
    tablet.post(work)


def fill_sheet(work: OwnWork, made: MadeEncounter, login: str, levels: dict[str, int | None] | None = None) -> None:
    """A tap and ratings of every criterion; 2 where `levels` says nothing else."""
    tablet, at_ms = Tablet(made, login), now_ms(work)
    tap = tablet.write(at_ms, "tap", point=made.point_of("yes_no"), value=1)
    tablet.write(at_ms, "note", of=tablet.device, tap=tap, words=f"notatka {login}")
    for criterion in made.criteria:
        level = (levels or {}).get(criterion, 2)
        why = f"uzasadnienie {login} {criterion}"
        tablet.write(at_ms, "rate", criterion=criterion, level=level, justification=why)
    tablet.post(work)


def give_pin(work: OwnWork, made: MadeEncounter, login: str) -> None:
    """The PIN of one of the cast for seals, without the password's cost."""
    account_id = made.accounts[login]
    if work.session.get(SealPinRow, account_id) is None:
        work.record()
        row = {"account_id": account_id, "organisation_id": work.organisation_id, "set_at": work.now}
        work.session.add(SealPinRow(pin_hash=PIN_HASH, **row))
        work.commit()


def try_seal(
    work: OwnWork, made: MadeEncounter, login: str, tablet: Tablet | None = None, pin: str = PIN
) -> SealAnswer:
    """A seal from `tablet`, by default a new one that knows what the server has of the others."""
    give_pin(work, made, login)
    act_as(work, made, login)
    tablet = tablet or Tablet(made, login, f"seal-{work.new_id().hex[-12:]}")
    row = work.session.get_one(EncounterRow, made.id)
    heads = {
        name: list(head) for name, head in heads_of(work, row, made.accounts[login]).items() if name != tablet.device
    }
    number = tablet.write(now_ms(work), "seal", script=row.scenario_hash, heads=heads)
    answer, [seal] = post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(), {number: pin})
    work.commit()
    tablet.sent = answer.head.sequence
    return seal


def seal(work: OwnWork, made: MadeEncounter, login: str) -> str:
    """Raises Refused where the seal was refused; gives the digest of what was sealed."""
    answer = try_seal(work, made, login)
    if answer.refusal is not None:
        raise answer.refusal
    seals = store.list_seals(work.session, made.id)
    return next(each.sheet_hash for each in seals if each.account_id == made.accounts[login])


def seal_all(work: OwnWork, made: MadeEncounter, levels: dict[str, dict[str, int | None]] | None = None) -> None:
    """Run, rated and sealed by everybody. `levels`: log-in → criterion → level."""
    run_encounter(work, made)
    for login in COMMISSION:
        fill_sheet(work, made, login, (levels or {}).get(login))
    for login in COMMISSION:
        seal(work, made, login)


def make_with_four(work: OwnWork) -> MadeEncounter:
    """An encounter that four rate, sealed by all; Joanna's level of the first criterion lies apart."""
    four = (*COMMISSION, "zofia")
    accounts = {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")}
    accounts["zofia"] = people.make_account(work, "zofia", "Zofia", "Czwarta", ["assessor"])
    work.commit()
    exam_id = plan_exam(work, accounts, four)
    prove_all(work, [accounts[login] for login in four], ("ab", "c", "bd", "abd"))
    appoint(work, exam_id, [accounts[login] for login in four], accounts["czeslawa"])
    simulation.plan_encounters(work, exam_id)
    work.commit()
    row = work.session.query(EncounterRow).one()
    made = MadeEncounter(row.id, exam_id, accounts, shipped_scenario())
    run_encounter(work, made)
    for login in four:
        fill_sheet(work, made, login, {made.criteria[0]: 0} if login == "asia" else None)
    for login in four:
        seal(work, made, login)
    return made


def raters(work: OwnWork, encounter_id: UUID) -> dict[UUID, Role]:
    """Who rates an encounter now, the chair first."""
    rows = sorted(store.list_assessors(work.session, encounter_id), key=lambda row: not row.chair)
    return {row.account_id: "chair" if row.chair else "assessor" for row in rows}


def agree_on_facts(work: OwnWork, encounter_id: UUID) -> None:
    """The chair puts a fact down, and everybody else agrees with it."""
    for account_id, role in raters(work, encounter_id).items():
        work.act_as(account_id, role)
        if role == "chair":
            number = moderation.write_facts(work, encounter_id, [Fact("Kandydatka nazwała trzy zasoby klienta.")])
        else:
            moderation.speak_of_facts(work, encounter_id, number, True)
        work.commit()


def conclude(work: OwnWork, encounter_id: UUID) -> int:
    """Facts that all agree on, then the chair's conclusion; gives how many records of evidence that wrote."""
    agree_on_facts(work, encounter_id)
    [chair, *_] = raters(work, encounter_id)
    work.act_as(chair, "chair")
    written = moderation.conclude(work, encounter_id)
    work.commit()
    return written


def name_of(work: OwnWork, made: MadeEncounter, login: str) -> str:
    return people.get_name(work, made.accounts[login])
