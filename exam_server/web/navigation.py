"""Which rooms a person finds in the menu."""

from collections.abc import Sequence

from flask import current_app, url_for

from exam_server.core.people import Permission, may
from exam_server.core.text import Text, text
from exam_server.services.work import Actor
from exam_server.web.access import declared_permission
from exam_server.web.language import speak

ROOMS: tuple[tuple[str, Text], ...] = (
    ("portfolio.show_home", text("My cases")),
    ("office.list_exams", text("Exams")),
    ("office.list_register", text("Members")),
    ("office.list_candidates", text("Candidates")),
    ("office.list_appeals", text("Appeals")),
    ("office.list_certification", text("Certificates")),
    ("office.show_quality", text("Quality")),
    ("desk.choose_exam", text("Desk")),
    ("advisor.list_cases", text("Advising")),
    ("assessor.list_encounters", text("Ratings")),
    ("assessor.list_written", text("Written responses")),
    ("roleplay.list_encounters", text("Role-play")),
    ("commission.list_cases", text("Cases")),
    ("commission.list_hearings", text("Appeals to decide")),
    ("commission.list_runs", text("Simulations")),
    ("commission.list_draws", text("Draws")),
    ("author.list_items", text("Question bank")),
    ("author.show_qualification", text("Qualification and plan")),
    ("account.list_accounts", text("Accounts")),
    ("auditor.show_trail", text("Audit trail")),
)


BELONGS: tuple[tuple[str, str], ...] = (
    ("/author/plan", "author.show_qualification"),
    ("/author/", "author.list_items"),
    ("/office/policies", "office.list_register"),
    ("/office/trainings", "office.list_register"),
    ("/office/commissions", "office.list_register"),
    ("/office/fees", "office.list_register"),
    ("/office/auditors", "office.list_register"),
    ("/office/auditors", "account.list_accounts"),
    ("/office/enrolment", "office.list_candidates"),
    ("/office/outbox", "office.list_candidates"),
    ("/office/retention", "office.list_candidates"),
    ("/office/retention", "auditor.show_trail"),
    ("/office/cases/", "office.list_appeals"),
    ("/office/", "office.list_exams"),
    ("/commission/exams/", "commission.list_runs"),
    ("/commission/encounters/", "commission.list_runs"),
    ("/commission/", "commission.list_cases"),
    ("/auditor/sample", "auditor.show_trail"),
    ("/auditor/views", "auditor.show_trail"),
)
"""Where a page's address doesn't begin like its room's: by its own beginning, the first that fits of one's menu."""


def room_here(rooms: Sequence[tuple[str, str]], path: str) -> str:
    """The address of the room that a page belongs to, among those of the menu; empty where it's none of them."""
    inside = [url for url, _ in rooms if path.startswith(url)]
    if inside:
        return max(inside, key=len)
    own = {url for url, _ in rooms}
    belongs = (url_for(endpoint) for start, endpoint in BELONGS if path.startswith(start))
    return next((address for address in belongs if address in own), "")


def rooms_of(actor: Actor) -> list[tuple[str, str]]:
    """Address and name of each room that the actor's roles open; none while a second factor has to be set up."""
    if actor.must_set_up:
        return []
    return [
        (url_for(endpoint), speak(name))
        for endpoint, name in ROOMS
        if endpoint in current_app.view_functions and may(actor.roles, _permission(endpoint))
    ]


def home_address(actor: Actor) -> str | None:
    """Where the actor's work begins; None for visitors."""
    if actor.must_set_up:
        return url_for("account.show_security")
    rooms = rooms_of(actor) if actor.account_id else []
    return rooms[0][0] if rooms else None


def _permission(endpoint: str) -> Permission:
    return declared_permission(current_app, endpoint)
