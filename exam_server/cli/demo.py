"""`exam-server demo`: a demo exam with fictional people, tickets and a commission."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import click

from exam_server.cli.demo_commission import TRAINER, appoint_commission, begin_advising, prove_commission
from exam_server.cli.demo_portfolio import hand_in_portfolio
from exam_server.cli.work import open_work, refusals_exit, settings_or_exit
from exam_server.core.accommodation import Accommodation
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import ROLE_WORDS, Role
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services import bank, exam, freezing, people, qualification, simulation
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.body import get_body, name_body
from exam_server.services.contributing import contribute
from exam_server.services.exam_overview import get_overview
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.tokens import Keys
from exam_server.services.work import Actor, Work

CODE = "bilansowanie-kompetencji"
BLUEPRINT, SCENARIO = "set-2", "z1-pawel-nocna-zmiana"


@dataclass(frozen=True)
class Member:
    """One fictional member of staff."""

    login: str
    given_names: str
    family_name: str
    roles: tuple[Role, ...]


STAFF = (
    Member("demo-biuro", "Barbara", "Biurowa", ("office",)),
    Member("demo-biuro2", "Bartosz", "Biurowy", ("office",)),
    Member("demo-sala", "Daria", "Salowa", ("desk",)),
    Member("demo-sala2", "Dawid", "Salowy", ("desk",)),
    Member("demo-autor", "Adam", "Autorski", ("author",)),
    Member("demo-recenzent", "Renata", "Recenzencka", ("reviewer",)),
    Member("demo-komisja", "Pelagia", "Przewodnicka", ("chair",)),
    Member("demo-asesor1", "Alicja", "Asesorska", ("assessor",)),
    Member("demo-asesor2", "Antoni", "Asesorski", ("assessor",)),
    Member("demo-asesor3", "Aniela", "Asesorowa", ("assessor",)),
    Member("demo-rola", "Roman", "Rolski", ("role_player",)),
    Member("demo-sufler", "Sonia", "Suflerska", ("prompter",)),
    Member("demo-doradca", "Dorota", "Doradzka", ("advisor",)),
    Member("demo-audytor", "Aurelia", "Audytorska", ("auditor",)),
    Member("demo-administrator", "Anatol", "Adminowski", ("administrator",)),
)
CANDIDATES = (
    CandidateEntry("Żaneta", "Gęślicka", date(1987, 4, 12), "zaneta@demo.invalid"),
    CandidateEntry("Łukasz", "Śliwiński", date(1979, 11, 3), "lukasz@demo.invalid"),
    CandidateEntry("Hanna", "Wójcikiewicz", date(1991, 1, 30), "hanna@demo.invalid"),
    CandidateEntry("Jędrzej", "Późniak", date(1983, 7, 21), "jedrzej@demo.invalid"),
    CandidateEntry("Oksana", "Kowal", date(1985, 9, 9), "oksana@demo.invalid"),
    CandidateEntry("Ignacy", "Ćwikła", date(1974, 2, 28), "ignacy@demo.invalid"),
)
WITH_PORTFOLIO = CANDIDATES[0]
SEAT = "Miasto Pokazowe"
AT_THE_EXAM: tuple[Role, ...] = ("assessor", "chair", "role_player", "prompter", "desk")


@click.command()
def demo() -> None:
    """Make a demo exam and print its log-ins and tickets; the passwords are new and printed once."""
    settings = settings_or_exit()
    with open_work() as work, refusals_exit():
        if people.find_account_id(work, STAFF[0].login) is not None:
            click.echo(say(text("The demo is there already; its passwords were printed when it was made.")))
            return
        edition = qualification.find_edition(work, CODE)
        if edition is None:
            raise click.ClickException(
                say(text("The demo's qualification isn't there: run “exam-server setup” first."))
            )
        if not (body := get_body(work)).seat:
            name_body(work, body.name, SEAT)
        passwords = {each.login: secrets.token_urlsafe(12) for each in STAFF}
        accounts = {each.login: _make_account(work, each, passwords[each.login]) for each in STAFF}
        passwords[WITH_PORTFOLIO.email] = secrets.token_urlsafe(12)
        cards = _make_exam(work, edition.id, accounts, Keys(settings.key), passwords[WITH_PORTFOLIO.email])
    _print(settings.address, passwords, cards)


def _make_account(work: Work, member: Member, password: str) -> UUID:
    account_id = people.make_account(work, member.login, member.given_names, member.family_name, member.roles)
    people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), password)
    return account_id


def _make_exam(
    work: Work, edition_id: UUID, accounts: dict[str, UUID], keys: Keys, password: str
) -> list[freezing.SeatCard]:
    """Everything in one transaction: half a demo would never be completed. `password`: of the candidate's account."""
    members: dict[Role, list[UUID]] = {
        role: [accounts[each.login] for each in STAFF if role in each.roles and each.login != TRAINER]
        for role in AT_THE_EXAM
    }
    plan = exam.ExamPlan(
        edition_id=edition_id,
        title="Egzamin pokazowy",
        place="Sala pokazowa",
        planned_at=work.now + timedelta(minutes=30),
        blueprint_id=next(
            (each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == BLUEPRINT), None
        ),
        scenario_revision_id=next((each.id for each in bank.list_scenarios(work, CODE) if each.code == SCENARIO), None),
        members=members,
    )
    exam_id = exam.make_exam(work, plan)
    exam.add_candidates(work, exam_id, CANDIDATES)
    prove_commission(work, CODE, accounts, CANDIDATES[-1])
    appoint_commission(work, exam_id, accounts)
    _agree(work, exam_id)
    _sign_for_the_room(work, exam_id, accounts["demo-sala"])
    _contribute_as_chair(work, exam_id, members["chair"][0])
    cards = freezing.freeze_exam(work, keys, exam_id)
    simulation.plan_encounters(work, exam_id)
    case_id = get_overview(work, exam_id).candidates[CANDIDATES.index(WITH_PORTFOLIO)].case_id
    begin_advising(work, case_id, accounts)
    hand_in_portfolio(work, case_id, accounts[STAFF[0].login], WITH_PORTFOLIO.email, password)
    return cards


def _agree(work: Work, exam_id: UUID) -> None:
    """The last candidate has an accommodation, so that desk and office show one."""
    candidate = get_overview(work, exam_id).candidates[-1]
    agreed = Accommodation(factor_percent=150, break_seconds=600, larger_type=True, read_aloud=True)
    decide_accommodation(work, exam_id, candidate.case_id, agreed)


def _sign_for_the_room(work: Work, exam_id: UUID, account_id: UUID) -> None:
    actor, work.actor = work.actor, Actor(account_id=account_id, roles=frozenset({"desk"}))
    sign_made_up_room(work, exam_id)
    work.actor = actor


def _contribute_as_chair(work: Work, exam_id: UUID, account_id: UUID) -> None:
    """The chair's part of the draw, which nobody else may give."""
    actor, work.actor = work.actor, Actor(account_id=account_id, roles=frozenset({"chair"}))
    contribute(work, exam_id, "chair")
    work.actor = actor


def _print(address: str, passwords: dict[str, str], cards: Sequence[freezing.SeatCard]) -> None:
    click.echo(say(text("Log-ins of the demo at {address}:", address=f"{address}/account/login")))
    for each in STAFF:
        roles = ", ".join(say(ROLE_WORDS[role]) for role in each.roles)
        click.echo(f"  {each.login:<20} {passwords[each.login]:<18} {roles}")
    candidate = say(ROLE_WORDS["candidate"])
    click.echo(f"  {WITH_PORTFOLIO.email:<20} {passwords[WITH_PORTFOLIO.email]:<18} {candidate}")
    click.echo(say(text("Tickets of the demo's candidates at {address}:", address=f"{address}/ticket")))
    for card in cards:
        click.echo(f"  {card.ticket}  {card.seat:>2}  {card.candidate_code}  {card.name}")
