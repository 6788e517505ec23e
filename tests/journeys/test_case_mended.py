"""A commission is appointed past everything that forbids it, breaks by a recusal, and is mended by a replacement."""

from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from exam_server.services import credentials, trainings
from exam_server.services.advisors import name_advisor
from exam_server.services.credentials import GivenDocument, get_person_id
from exam_server.services.deciding import give_vote, propose_decision
from tests.journeys.case_steps import address, agree, confirm_set, expect_refused, send
from tests.journeys.case_world import (
    COMMISSION,
    KAZIMIERA,
    World,
    add_member,
    enrol,
    hold_test,
    plan_exam,
)
from tests.making import CODE, OwnWork
from tests.proving import VERIFIER, prove

pytestmark = pytest.mark.browser
REFUSED = {"S2", "S3", "S4", "S5", "S6", "S8", "S10", "L24"}
COURSE = "Kurs parzenia w Gdyni"
LONG_AGO = date(2012, 5, 31)


def add_people(world: World, work: OwnWork) -> UUID:
    """Who could sit instead: years that are too old, no declaration, the candidate's advisor and trainer, and Zofia.

    Gives a document that waits for a second pair of eyes.
    """
    add_member(world, work, "stefan", "Stefan Stażowy", ["assessor"])
    prove(work, world.accounts["stefan"], "c", code=CODE, last_on=LONG_AGO)
    add_member(world, work, "nina", "Nina Nowa", ["assessor"])
    waiting = prove_undeclared(work, world, "nina")
    add_member(world, work, "dorota", "Dorota Doradcza", ["assessor", "advisor"], "c")
    add_member(world, work, "tadeusz", "Tadeusz Trenujący", ["assessor"], "c")
    add_member(world, work, "zofia", "Zofia Zastępująca", ["assessor"], "c")
    training = trainings.make_training(work, COURSE, date(2024, 1, 8), date(2024, 1, 8), [world.accounts["tadeusz"]])
    trainings.add_participants(work, training, [KAZIMIERA])
    work.commit()
    return waiting


def prove_undeclared(work: OwnWork, world: World, login: str) -> UUID:
    """Education and credential c, entered by Olga; the certificate of work is verified, the diploma's copy isn't."""
    person_id = get_person_id(work, world.accounts[login])
    work.act_as(world.accounts["olga"], "office")
    education = credentials.add_education(work, person_id, "studia magisterskie", 7)
    period = credentials.add_period(work, person_id, "praca", date(2016, 1, 1), date(2026, 1, 1))
    shown = (f"{CODE}:c",)
    counting = [
        credentials.add_document(work, person_id, education, GivenDocument("diploma", "dyplom", date(2015, 6, 1), ())),
        credentials.add_document(
            work, person_id, period, GivenDocument("work_certificate", "świadectwo", date(2026, 1, 2), shown)
        ),
    ]
    waiting = credentials.add_document(
        work, person_id, education, GivenDocument("diploma", "odpis", date(2015, 7, 1), ())
    )
    work.act_as(VERIFIER, "office")
    for each in counting:
        credentials.verify_document(work, person_id, each)
    work.commit()
    return waiting


def appoint(world: World, exam_id: UUID, *logins: str) -> Page:
    """Tick these members, Czesława leading, and appoint them."""
    page = world.go("olga", f"/office/exams/{exam_id}/commission")
    for box in page.locator("#composer input[name=member]").all():
        box.set_checked(box.get_attribute("value") in {str(world.accounts[login]) for login in logins}, force=True)
    page.locator(f"#composer input[name=chair][value='{world.accounts['czeslawa']}']").check(force=True)
    page.get_by_role("button", name="Powołaj dziś te osoby").click()
    return page


def compose(world: World, exam_id: UUID, waiting: UUID) -> None:
    """Credential by credential what a commission lacks is named; the legal one is appointed."""
    page = world.go("olga", f"/office/members/{world.accounts['nina']}")
    send(page, f"/office/members/{world.accounts['nina']}/documents/{waiting}/verify", {})
    expect_refused(world, page, "S5")
    expect(appoint(world, exam_id, "asia", "czeslawa").locator("main")).to_contain_text(
        "Osób w komisji: 2; potrzeba co najmniej: 3."
    )
    expect_refused(world, appoint(world, exam_id, "asia", "czeslawa", "stefan"), "S4")
    expect_refused(world, appoint(world, exam_id, "asia", "czeslawa", "nina"), "S6")
    page = appoint(world, exam_id, *COMMISSION)
    expect(page.locator("main")).to_contain_text("Komisja jest powołana")


def vote(world: World, case_id: UUID) -> None:
    """Asia proposes 2A2 as met, Artur agrees."""
    with world.work() as work:
        work.act_as(world.accounts["asia"], "assessor")
        decision_id = propose_decision(work, case_id, "2A2", "met")
        work.commit()
        work.act_as(world.accounts["artur"], "assessor")
        give_vote(work, decision_id, "met")
        work.commit()


def recuse(world: World, exam_id: UUID) -> Page:
    """Artur, the only one with credential c, declares that he knows the candidate."""
    page = world.go("olga", f"/office/exams/{exam_id}/commission")
    page.locator("#checks").get_by_text("Wyłącz członka komisji").click()
    page.get_by_role("button", name="Wyłącz ze sprawy: Artur Asesorski").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Dlaczego").select_option(label="oświadczenie członka o braku bezstronności")
    dialog.get_by_label("Powód").fill("zna kandydatkę prywatnie")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator("#checks tbody tr")).to_contain_text("niezgodna z prawem")
    return page


def replace(page: Page, name: str) -> Page:
    page.get_by_role("button", name="Powołaj zastępstwo").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Zastępstwo").select_option(label=f"{name} (c)")
    dialog.get_by_role("button", name="Zapisz").click()
    return page


@pytest.mark.rule("S2")
@pytest.mark.rule("S3")
@pytest.mark.rule("S4")
@pytest.mark.rule("S5")
@pytest.mark.rule("S6")
@pytest.mark.rule("S8")
@pytest.mark.rule("S10")
@pytest.mark.rule("L24")
def test_a_recusal_breaks_the_commission_and_a_replacement_that_passes_every_check_mends_it(world: World) -> None:
    with world.work() as work:
        waiting = add_people(world, work)
        exam_id = plan_exam(world, work)
        case_id = enrol(work, exam_id)
        prove_advisor(world, work, case_id)
    compose(world, exam_id, waiting)
    with world.work() as work:
        hold_test(world, work, exam_id)
    vote(world, case_id)
    page = recuse(world, exam_id)
    expect_refused(world, page, "S3")
    expect_refused(world, world.go("czeslawa", address(case_id, "/decisions")), "S2")
    for name, rule in (("Tadeusz Trenujący", "S10"), ("Dorota Doradcza", "S8")):
        expect_refused(world, replace(page, name), rule)
    replace(page, "Zofia Zastępująca")
    expect(page.locator("#checks tbody tr")).not_to_contain_text("niezgodna z prawem")
    learns_nothing(world, case_id)
    for login in ("zofia", "czeslawa"):
        agree(world, login, case_id, "2A2")
    confirm_set(world, "zofia", case_id, 2)
    expect(world.go("asia", address(case_id, "/decisions/2A2")).locator("main")).to_contain_text("rozstrzygnięte")
    assert world.refused == REFUSED


def prove_advisor(world: World, work: OwnWork, case_id: UUID) -> None:
    """Dorota advises Kazimiera, and so takes no part in her commission (S8)."""
    person_id = get_person_id(work, world.accounts["dorota"])
    work.act_as(None, "office")
    period = credentials.add_period(work, person_id, "doradztwo", date(2018, 1, 1), date(2026, 1, 1))
    given = GivenDocument("work_certificate", "świadectwo", date(2026, 1, 2), (f"{CODE}:{credentials.ADVISING}",))
    document = credentials.add_document(work, person_id, period, given)
    work.act_as(VERIFIER, "office")
    credentials.verify_document(work, person_id, document)
    name_advisor(work, case_id, world.accounts["dorota"])
    work.commit()


def learns_nothing(world: World, case_id: UUID) -> None:
    """Members learn that somebody is kept out, never which courses a candidate took (L24)."""
    expect_refused(world, world.go("zofia", "/office/trainings"), "L24")
    for rest in ("", "/agenda", "/decisions", "/portfolio", "/protocols"):
        page = world.go("zofia", address(case_id, rest))
        expect(page.locator("main")).to_be_visible()
        assert COURSE not in page.content(), rest
