"""The demo's portfolio: a candidate with an account of their own, whose declarations the commission can judge."""

from datetime import timedelta
from uuid import UUID

from exam_server.services import people, portfolio, stages
from exam_server.services.credentials import get_person_id
from exam_server.services.invitations import invite
from exam_server.services.work import Actor, Work

DECLARATIONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Kontrakty z poradni",
        "Oświadczam, że w latach 2022–2025 przygotowałam w poradni zawodowej zapisy do dwudziestu kontraktów: "
        "cel, liczbę spotkań, zasady poufności i sposób zakończenia.",
        "1B5",
        "Oświadczenie wymienia zapisy, które wprowadzałam do kontraktów.",
    ),
    (
        "Materiał z wywiadu",
        "Oświadczam, że po każdym wywiadzie biograficznym spisywałam materiał, który klient czytał i poprawiał na "
        "następnym spotkaniu.",
        "2A4",
        "Opisuje, jak powstawał pisemny materiał z wywiadu.",
    ),
)


def hand_in_portfolio(work: Work, case_id: UUID, office_id: UUID, login: str, password: str) -> None:
    """Open a stage, give the candidate an account under their address, and hand in what they declare."""
    actor, work.actor = work.actor, Actor(account_id=office_id, roles=frozenset({"office"}))
    stages.open_stage(work, case_id, "evidence_analysis")
    people.set_password(work, invite(work, case_id, timedelta(hours=1)), password)
    account_id = people.find_account_id(work, login)
    if account_id is None:
        raise LookupError(login)
    work.actor = Actor(account_id, get_person_id(work, account_id), frozenset({"candidate"}))
    for title, words, criterion, why in DECLARATIONS:
        piece = portfolio.add_declaration(work, case_id, title, words)
        portfolio.map_piece(work, case_id, piece, [(criterion, "")], why)
    portfolio.hand_in(work, case_id)
    work.actor = actor
