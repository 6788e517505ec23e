"""From a decided case to a certificate that anybody can check."""

import re
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.journeys.case_steps import address
from tests.journeys.case_world import World
from tests.signing import make_authority, make_person, sign

BORN = "1984-05-17"
AUTHORITY = make_authority()
SIGNERS = [make_person(AUTHORITY, name) for name in ("Joanna Asesorska", "Artur Asesorski", "Czesława Przewodnicząca")]


def room(case_id: UUID) -> str:
    return f"/office/certificates/{case_id}"


def note_birthday(world: World, case_id: UUID) -> None:
    """The office saw the identity card."""
    page = world.go("olga", f"/office/candidates/{case_id}/person")
    page.locator("input[name=born_on]").fill(BORN)
    page.locator("[name=reason]").fill("Okazano dowód osobisty.")
    page.get_by_role("button", name="Zmień dane").click()
    expect(page.locator("main")).to_contain_text("17 maja 1984")


def sign_protocols(world: World, case_id: UUID, folder: Path, also: Sequence[str] = ()) -> None:
    """Each protocol that holds goes to its members and comes back signed by all; `also`: who ruled on an appeal."""
    page = world.go("czeslawa", address(case_id, "/protocols"))
    forms = page.locator("form[action$='/signed']").all()
    for path in [str(form.get_attribute("action")) for form in forms]:
        content = page.request.get(f"{world.address}{path.removesuffix('/signed')}/protocol.pdf").body()
        for number, person in enumerate([*SIGNERS, *(make_person(AUTHORITY, name) for name in also)]):
            content = sign(content, person, f"Podpis{number}")
        (folder / "signed.pdf").write_bytes(content)
        bring(page, path, folder / "signed.pdf")


def bring(page: Page, path: str, file: Path) -> None:
    form = page.locator(f"form[action='{path}']")
    form.locator("xpath=ancestor::details").evaluate("each => { each.open = true }")
    form.locator("input[type=file]").set_input_files(file)
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Podpisany plik sprawdzono")


def issue(world: World, case_id: UUID) -> str:
    """Olga prepares, Oskar issues; gives the number."""
    page = world.go("olga", room(case_id))
    expect(page.locator("main")).to_contain_text("Tak: jest wszystko, co go dowodzi.")
    page.get_by_label("Miejsce wydania").fill("Gdynia")
    page.get_by_label("Kto podpisuje").fill("Dorota Dyrektorska, dyrektorka")
    page.get_by_role("button", name="Przygotuj certyfikat").click()
    page = world.go("oskar", room(case_id))
    page.get_by_role("button", name="Zatwierdź: wydanie certyfikatu").click()
    page.locator("dialog[open]").get_by_role("button", name="Zatwierdź").click()
    expect(page.locator("main")).to_contain_text("Certyfikat jest wydany i wpisany do rejestru.")
    found = re.search(r"Certyfikat (\d{4}/\d{5})", page.locator("main").inner_text())
    assert found
    return found[1]


def check_publicly(world: World, number: str) -> None:
    """Somebody without an account; only with the holder's day of birth."""
    page = world.chromium.new_page()
    for born_on, told in (("1984-05-18", "Nie ma certyfikatu o tym numerze"), (BORN, "Certyfikat jest ważny.")):
        page.goto(f"{world.address}/certificates")
        page.get_by_label("Numer certyfikatu").fill(number)
        page.get_by_label("Data urodzenia posiadacza").fill(born_on)
        page.get_by_role("button", name="Sprawdź").click()
        expect(page.locator("main")).to_contain_text(told)
    page.context.close()


def certify(world: World, case_id: UUID, folder: Path, also: Sequence[str] = ()) -> str:
    """Everything from the signed protocols to the public check; gives the number."""
    sign_protocols(world, case_id, folder, also)
    number = issue(world, case_id)
    own = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/certificates")
    expect(own.locator("main")).to_contain_text(number)
    check_publicly(world, number)
    return number
