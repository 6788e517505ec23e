"""An author tries a script with people from the room; the menu says in which room every page is."""

from collections.abc import Iterator

import pytest
from flask import Flask

from exam_server.services import bank
from exam_server.services.exam import get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.trying_out import list_tryouts
from tests.encounters import MadeEncounter, make_encounter
from tests.making import OwnWork, open_own_work
from tests.shipped import CODE
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork, visitors: Visitors) -> MadeEncounter:
    return make_encounter(work, visitors.accounts)


def test_a_try_out_is_made_listed_and_removed_in_the_authors_room(
    work: OwnWork, made: MadeEncounter, visitors: Visitors
) -> None:
    author, accounts = visitors.as_role("author"), made.accounts
    code = bank.list_scenarios(work, CODE)[0].code
    address, token = f"/author/scenarios/{code}/tryouts", {"X-CSRF-Token": holder_csrf(author)}
    assert f'href="{address}' in author.get(f"/author/scenarios/{code}").get_data(as_text=True)
    author.post(address, data={"player": "", "assessor": str(accounts["asia"])}, headers=token)
    assert "Nie wybrano nikogo, kto gra." in author.get(address).get_data(as_text=True)
    given = {"player": str(accounts["robert"]), "prompter": "", "assessor": str(accounts["asia"])}
    assert author.post(address, data=given, headers=token).status_code == 302
    assert "nierozpoczęta" in author.get(address).get_data(as_text=True)
    edition = get_edition(work, get_exam(work, made.exam_id).edition_id)
    work.drop()
    [tryout] = list_tryouts(work, edition, code)
    card = visitors.as_player("robert").get(f"/roleplay/encounters/{tryout.encounter_id}/card")
    assert card.status_code == 200
    author.post(f"{address}/{tryout.exam_id}/remove", headers=token)
    work.drop()
    assert list_tryouts(work, edition, code) == []


@pytest.mark.parametrize(
    ("role", "path", "room"),
    [
        ("author", "/author/scenarios", "/author/items"),
        ("office", "/office/policies", "/office/members"),
        ("office", "/office/enrolment", "/office/candidates"),
        ("office", "/office/fees", "/office/members"),
        ("office", "/office/outbox", "/office/candidates"),
        ("office", "/office/retention", "/office/candidates"),
        ("auditor", "/office/retention", "/auditor/trail"),
        ("auditor", "/auditor/sample", "/auditor/trail"),
        ("auditor", "/auditor/views", "/auditor/trail"),
        ("administrator", "/office/auditors", "/account/"),
        ("chair", "/commission/agreement", "/commission/cases"),
    ],
)
def test_the_menu_marks_the_room_of_a_page_whose_address_begins_otherwise(
    visitors: Visitors, role: str, path: str, room: str
) -> None:
    page = visitors.as_role(role).get(path).get_data(as_text=True)  # type: ignore[arg-type]
    menu = page.split('class="staff-nav"', 1)[1].split("</nav>", 1)[0]
    assert menu.count("aria-current") == 1
    assert f'<a href="{room}" aria-current="true">' in menu
