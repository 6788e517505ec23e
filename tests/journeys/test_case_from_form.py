"""From the register form to three certificates, and an auditor who checks all of it without the server."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from exam_server.settings import Settings
from tests.appealed import DECIDERS
from tests.journeys import audit_steps as audit
from tests.journeys import case_of_kazimiera as kazimiera
from tests.journeys import case_of_kinga as kinga
from tests.journeys import case_of_ksawery as ksawery
from tests.journeys import exam_steps as exams
from tests.journeys.case_steps import expect_refused, release
from tests.journeys.case_world import COMMISSION, World, gather_people
from tests.journeys.certificate_steps import certify, note_birthday
from tests.journeys.encounter_steps import Levels, plan_encounters, play
from tests.journeys.form_steps import (
    adopt_form,
    ask_too_much,
    block_plan,
    confirm_source,
    find_form,
    load_content,
    mend_plan,
)
from tests.making import CANDIDATES
from tests.proving import prove_all
from tests.shipped import shipped_blueprint

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
REFUSED = {"S1", "S7", "S9", "S12", "S13", "L8", "L9", "L10", "L23", "P2", "P3", "P5", "P7", "P8", "P9"}
BORN = date(1984, 5, 17)
WAYS = {"Kazimiera": kazimiera, "Ksawery": ksawery, "Kinga": kinga}
PEOPLE = (replace(CANDIDATES[0], born_on=BORN), CANDIDATES[1], replace(CANDIDATES[2], born_on=BORN))
FIRST, *OTHERS = (
    "Rozmowa wstępna: Paweł i koniec nocnej zmiany",
    "Wywiad biograficzny: Bożena, od szwalni do suwnicy",
    "Wywiad i podsumowanie: Kamil na ziemi",
    "Wyniki i plan: Elżbieta i zamykane laboratorium",
)
"""A station for each: together they give a chance to show everything that no test asks about."""


@pytest.fixture
def app_settings(app_settings: Callable[[str], Settings]) -> Callable[[str], Settings]:
    """A test begins as soon as it's opened."""
    return lambda url: replace(app_settings(url), start_lead_seconds=0)


def prepare(world: World, folder: Path) -> None:
    """From nothing to an edition whose plan covers everything and whose source was compared."""
    load_content(world)
    gather_people(world)
    plan = adopt_form(world, find_form(folder))
    ask_too_much(world, plan)
    block_plan(plan)
    page = exams.fill_exam(world, "Egzamin marcowy", "Gdynia, sala 12", "2027-03-01", shipped_blueprint("full").title)
    expect(page.locator("main")).to_contain_text("ze względu na kryteria: 1A1. ")
    mend_plan(plan)
    confirm_source(world)


def make_exam(world: World) -> tuple[UUID, Mapping[str, UUID]]:
    """An exam with four stations and a legal commission; gives it and the cases by given name."""
    with world.work() as work:
        prove_all(work, [world.accounts[login] for login in COMMISSION])
    title = shipped_blueprint("full").title
    exam_id = exams.exam_at(exams.fill_exam(world, "Egzamin marcowy", "Gdynia, sala 12", "2027-03-01", title, FIRST))
    exams.add_stations(world, exam_id, *OTHERS)
    cases = exams.add_list(world, exam_id, PEOPLE)
    exams.appoint(world, exam_id)
    return exam_id, cases


def hold_test(world: World, exam_id: UUID, wrong: Mapping[UUID, Mapping[str, int]]) -> None:
    """From the draw to the marks; nobody begins in a room for which nobody signed (S7)."""
    sits = {name: exams.enter(world, name, ticket) for name, ticket in exams.draw(world, exam_id).items()}
    board = exams.admit_all(world, exam_id, list(sits))
    board.get_by_role("button", name="Otwórz test").click()
    expect_refused(world, board, "S7")
    exams.open_test(board)
    for page, (case_id, given) in zip(sits.values(), wrong.items(), strict=True):
        exams.sit(world, page, case_id, given)
    exams.close_and_mark(world, exam_id)


def simulate(world: World, exam_id: UUID, levels: Levels) -> None:
    """The first encounter, which is Kazimiera's, ends on the commission's pages."""
    (_, first), *others = plan_encounters(world, exam_id)
    kazimiera.finish_simulation(world, first)
    for case_id, made in others:
        play(world, made, levels[case_id])


def decide(world: World, exam_id: UUID, cases: Mapping[str, UUID]) -> str:
    """Each case by its own commission's votes, then the results of all are told; gives Kazimiera's printed protocol."""
    kazimiera.converse(world, cases["Kazimiera"])
    kazimiera.decide(world, cases["Kazimiera"])
    printed = kazimiera.state(world, cases["Kazimiera"])
    ksawery.decide(world, cases["Ksawery"])
    kinga.decide(world, cases["Kinga"])
    release(world, exam_id, len(cases))
    return printed


def sit_again(world: World, case_id: UUID) -> None:
    """Ksawery's other day: an exam of the test alone, which asks about nothing but what is still open."""
    title = shipped_blueprint("set-2").title
    second = exams.exam_at(exams.fill_exam(world, "Egzamin zestawu 2", "Sopot", "2027-03-20", title))
    ksawery.come_back(world, case_id, second, shipped_blueprint("full"))
    exams.appoint(world, second)
    hold_test(world, second, {case_id: {}})
    ksawery.decide_anew(world, case_id)
    release(world, second, 1)


def audit_offline(world: World, printed: str, folder: Path) -> None:
    """An auditor of a fortnight takes the trail to another machine: it's whole, signed, and as the protocol printed it."""
    audit.vouch(world)
    bundle, key = audit.take_home(audit.let_in(world), folder)
    head = audit.printed_head(printed)
    done = audit.verify_at_home(folder / "dom", bundle, key, head)
    assert done.returncode == 0 and "łańcuch nienaruszony" in done.stdout, done.stdout + done.stderr
    other = audit.verify_at_home(folder / "dom", bundle, key, f"{head[:-1]}{'0' if head[-1] != '0' else '1'}")
    assert other.returncode == 1, "a trail that isn't the one that the protocol printed"


@pytest.mark.rule("L1")
@pytest.mark.rule("L8")
@pytest.mark.rule("L9")
@pytest.mark.rule("L10")
@pytest.mark.rule("L18")
@pytest.mark.rule("L19")
@pytest.mark.rule("L23")
@pytest.mark.rule("S1")
@pytest.mark.rule("S7")
@pytest.mark.rule("S9")
@pytest.mark.rule("S12")
@pytest.mark.rule("S13")
@pytest.mark.rule("P2")
@pytest.mark.rule("P3")
@pytest.mark.rule("P5")
@pytest.mark.rule("P7")
@pytest.mark.rule("P8")
@pytest.mark.rule("P9")
def test_one_passes_one_sits_a_set_again_one_appeals_and_wins_and_an_auditor_checks_it_all_offline(
    bare_world: World, tmp_path: Path
) -> None:
    world = bare_world
    prepare(world, tmp_path)
    exam_id, cases = make_exam(world)
    ksawery.begin(world, cases["Ksawery"])
    ksawery.stay(world, cases["Ksawery"])
    ksawery.recognise(world, cases["Ksawery"], ksawery.hand_in(world, cases["Ksawery"], tmp_path))
    audit.vouch(world)
    hold_test(world, exam_id, {cases[name]: one.WRONG for name, one in WAYS.items()})
    simulate(world, exam_id, {cases[name]: one.LEVELS for name, one in WAYS.items()})
    printed = decide(world, exam_id, cases)
    numbers = [certify(world, cases["Kazimiera"], tmp_path)]
    kinga.appeal(world, cases["Kinga"])
    numbers.append(certify(world, cases["Kinga"], tmp_path, [name for name, _ in DECIDERS.values()]))
    ksawery.learn(world, cases["Ksawery"])
    sit_again(world, cases["Ksawery"])
    note_birthday(world, cases["Ksawery"])
    numbers.append(certify(world, cases["Ksawery"], tmp_path))
    assert [number[-6:] for number in numbers] == ["/00001", "/00002", "/00003"]
    expect(world.go("oskar", "/office/certificates/register").locator("main")).to_contain_text("uznane wcześniej: 3C3")
    assert world.refused == REFUSED
    audit_offline(world, printed, tmp_path)
