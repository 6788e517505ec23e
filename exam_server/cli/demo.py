"""`exam-server demo`: a demo exam with fictional people, tickets and a commission."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import click

from exam_server.cli.work import open_work, settings_or_exit
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services import bank, exam, people, qualification, simulation
from exam_server.services.tokens import Keys

CODE = "bilansowanie-kompetencji"
BLUEPRINT = "practice"
STAFF: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("demo-biuro", "Barbara", "Biurowa", ("office",)),
    ("demo-biuro2", "Bogdan", "Biurowy", ("office", "desk")),
    ("demo-sala", "Daria", "Salowa", ("desk",)),
    ("demo-autor", "Adam", "Autorski", ("author",)),
    ("demo-recenzent", "Renata", "Recenzencka", ("reviewer",)),
    ("demo-przewodnicząca", "Pelagia", "Przewodnicka", ("chair",)),
    ("demo-asesor1", "Alicja", "Asesorska", ("assessor",)),
    ("demo-asesor2", "Antoni", "Asesorski", ("assessor",)),
    ("demo-rola", "Roman", "Rolski", ("role_player",)),
    ("demo-sufler", "Sonia", "Suflerska", ("prompter",)),
    ("demo-audytor", "Aurelia", "Audytorska", ("auditor",)),
    ("demo-administrator", "Anatol", "Adminowski", ("administrator",)),
)
CANDIDATES = (
    CandidateEntry("Żaneta", "Gęślicka", date(1987, 4, 12), "zaneta@demo.invalid"),
    CandidateEntry("Łukasz", "Śliwiński", date(1979, 11, 3), "lukasz@demo.invalid"),
    CandidateEntry("Hanna", "Wójcikiewicz", date(1991, 1, 30), "hanna@demo.invalid"),
    CandidateEntry("Jędrzej", "Późniak", date(1983, 7, 21), "jedrzej@demo.invalid"),
    CandidateEntry("Oksana", "Kowal", date(1985, 9, 9), "oksana@demo.invalid"),
    CandidateEntry("Ignacy", "Ćwikła", date(1974, 2, 28), "ignacy@demo.invalid"),
)
COMMISSION: tuple[Role, ...] = ("assessor", "chair", "role_player", "prompter", "desk")


@click.command()
def demo() -> None:
    """Make a demo exam and print its log-ins and tickets; their passwords are new and printed once."""
    settings = settings_or_exit()
    with open_work() as work:
        if any(each.login == STAFF[0][0] for each in people.list_colleagues(work)):
            click.echo(say(text("The demo is there already; its passwords were printed when it was made.")))
            return
        edition = qualification.find_edition(work, CODE)
    if edition is None:
        raise click.ClickException("run 'exam-server setup' first")
    passwords = {login: secrets.token_urlsafe(12) for login, *_ in STAFF}
    with open_work() as work:
        accounts = {
            login: people.make_account(work, login, given, family, roles) for login, given, family, roles in STAFF
        }
        for login, account_id in accounts.items():
            people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), passwords[login])
    cards = _make_exam(edition.id, accounts, Keys(settings.key))
    _print(settings.address, passwords, cards)


def _make_exam(edition_id: UUID, accounts: dict[str, UUID], keys: Keys) -> list[exam.SeatCard]:
    members: dict[Role, list[UUID]] = {
        role: [accounts[login] for login, _, _, roles in STAFF if role in roles] for role in COMMISSION
    }
    with open_work() as work:
        blueprint = next(each for each in bank.list_blueprints(work, CODE) if each.blueprint.id == BLUEPRINT)
        scenario = bank.list_scenarios(work, CODE)[0]
        planned_at = work.now + timedelta(minutes=30)
        plan = exam.ExamPlan(
            edition_id, "Egzamin pokazowy", "Sala pokazowa", planned_at, blueprint.id, scenario.id, members
        )
        exam_id = exam.make_exam(work, plan)
        exam.add_candidates(work, exam_id, CANDIDATES)
    with open_work() as work:
        cards = exam.freeze_exam(work, keys, exam_id)
    with open_work() as work:
        simulation.plan_encounters(work, exam_id)
    return cards


def _print(address: str, passwords: dict[str, str], cards: Sequence[exam.SeatCard]) -> None:
    click.echo(say(text("Log-ins of the demo at {address}:", address=f"{address}/account/login")))
    for login, _, _, roles in STAFF:
        click.echo(f"  {login:<22} {passwords[login]:<18} {', '.join(roles)}")
    click.echo(say(text("Tickets of the demo's candidates at {address}:", address=f"{address}/ticket")))
    for card in cards:
        click.echo(f"  {card.ticket}  {card.seat:>2}  {card.candidate_code}  {card.name}")
