"""Blindness: before all have sealed, nobody's page or reply holds another's work, the candidate's name or test results."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.services import simulation
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.store.tables import CaseRow, EncounterRow, TrainingPartRow, TrainingRow
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    Tablet,
    act_as,
    agree_on_facts,
    fill_sheet,
    make_encounter,
    run_encounter,
    seal,
    tap_run,
)
from tests.making import CANDIDATES, CAST, OwnWork, open_own_work
from tests.reading_pdf import text_of
from tests.visiting import Visitors, holder_csrf

RESULT = "7e57" * 16
TRAINING = "Kurs parzenia naparów"
PHASES = ("planned", "briefing", "running", "ended", "rated", "one_sealed", "two_sealed")


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    made = make_encounter(own_work, visitors.accounts)
    row = own_work.session.get_one(EncounterRow, made.id)
    case_id, stage_id = row.case_id, row.stage_id
    person_id = own_work.session.get_one(CaseRow, case_id).person_id
    own_work.record()
    shared = {"organisation_id": own_work.organisation_id}
    day, training_id = date(2026, 5, 4), own_work.new_id()
    kept = {"title": TRAINING, "first_on": day, "last_on": day, "recorded_at": own_work.now}
    own_work.session.add(TrainingRow(id=training_id, **shared, **kept))
    own_work.session.flush()
    part = {"training_id": training_id, "person_id": person_id, "part": "participant"}
    own_work.session.add(TrainingPartRow(id=own_work.new_id(), **shared, **part))
    own_work.commit()
    entry = EvidenceEntry(made.criteria[0], "theory_test", "sitting", UUID(int=7), RESULT, "not_met", None, "1")
    record_evidence(own_work, case_id, stage_id, entry)
    own_work.commit()
    return made


def reach(work: OwnWork, made: MadeEncounter, phase: str) -> None:
    """Bring the encounter into a phase in which not all have sealed."""
    steps = PHASES.index(phase)
    if steps >= 1:
        act_as(work, made, "pola")
        simulation.open_briefing(work, made.id)
        work.commit()
    if phase == "running":
        tap_run(work, made, "start")
    if steps >= 3:
        run_encounter(work, made)
    if steps >= 4:
        for login in COMMISSION:
            fill_sheet(work, made, login)
    for login in COMMISSION[: max(0, steps - 4)]:
        seal(work, made, login)


def readable(app: Flask, made: MadeEncounter, work: OwnWork, room: str) -> list[str]:
    """Every address of a room that only reads, of this encounter, its exam or its case; new ones come by themselves."""
    row = work.session.get_one(EncounterRow, made.id)
    known = {
        "encounter_id": made.id,
        "exam_id": made.exam_id,
        "case_id": row.case_id,
        "revision_id": row.scenario_revision_id,
        "criterion": made.criteria[0],
        "vignette": "V1",
    }
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{room}.") and "GET" in rule.methods
    ]
    with app.test_request_context():
        found = {url_for(each.endpoint, **known) for each in rules if each.arguments <= known.keys()}
    work.drop()
    return sorted(address.partition("?")[0] for address in found)


def own_log(made: MadeEncounter, client: FlaskClient) -> dict[str, object]:
    """A tap and a rating of a tablet of whoever holds the browser."""
    page = client.get(f"/assessor/encounters/{made.id}").get_data(as_text=True)
    login = next(each for each in COMMISSION if str(made.accounts[each]) in page)
    tablet = Tablet(made, login, "leak-test")
    tablet.write(0, "tap", point=made.point_of("yes_no"), value=1)
    tablet.write(0, "rate", criterion=made.criteria[0], level=1, justification="własna")
    return tablet.body()


def replies(client: FlaskClient, made: MadeEncounter, addresses: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the room answers to one assessor, reading addresses first."""
    for address in addresses:
        yield address, words_of(client.get(address, follow_redirects=True))
    base = f"/assessor/encounters/{made.id}"
    headers = {"X-CSRF-Token": holder_csrf(client)}
    yield "log", client.put(f"{base}/log", json=own_log(made, client), headers=headers).get_data(as_text=True)
    for act, form in moderation_acts(made):
        yield act, client.post(f"{base}/moderation/{act}", data=form, headers=headers).get_data(as_text=True)


def words_of(answer: TestResponse) -> str:
    """Of a page, a reply or a PDF."""
    return text_of(answer.data) if answer.mimetype == "application/pdf" else answer.get_data(as_text=True)


def moderation_acts(made: MadeEncounter) -> list[tuple[str, dict[str, str]]]:
    """Every act of a moderation, as a form that would be taken once all have sealed."""
    code, reason = made.criteria[0], {"reason": "bo tak"}
    return [
        ("facts", {"facts": "x"}),
        ("facts/1/word", {"agrees": "yes"}),
        (f"{code}/call", reason),
        (f"{code}/vote", {"level": "2"} | reason),
        (f"{code}/dissent", {"words": "nie"}),
        ("flags/R1", {"seen": "yes", "note": "tak"}),
        ("absence", {"member": str(made.accounts["asia"])} | reason),
        ("conclude", {}),
        ("close", {}),
    ]


def work_of_others(made: MadeEncounter, login: str) -> list[str]:
    """Words of the others' sheets, and their tablets' names."""
    others = [each for each in COMMISSION if each != login]
    return [f"{word} {each}" for word in ("notatka", "uzasadnienie") for each in others] + [
        f"tablet-{each}" for each in others
    ]


PERSONAL = [CANDIDATES[0].given_names, CANDIDATES[0].family_name, CANDIDATES[0].email, TRAINING]


def found_in(answer: str, forbidden: Sequence[str]) -> list[str]:
    return [word for word in forbidden if word.lower() in answer.lower()]


@pytest.mark.rule("L24")
@pytest.mark.rule("P5")
@pytest.mark.parametrize("phase", PHASES)
def test_no_answer_gives_away_what_is_anothers(
    app: Flask, visitors: Visitors, own_work: OwnWork, made: MadeEncounter, phase: str
) -> None:
    """Sheet, twin on paper, state, moderation, calibration, position, written texts, service worker, the PIN's page."""
    reach(own_work, made, phase)
    addresses = [*readable(app, made, own_work, "assessor"), "/account/pin"]
    assert len(addresses) >= 13
    for login in COMMISSION:
        colleagues = [CAST[each].family_name for each in COMMISSION if each != login]
        ids = [str(made.accounts[each]) for each in COMMISSION if each != login]
        forbidden = [*work_of_others(made, login), *ids, *PERSONAL, RESULT]
        for address, answer in replies(visitors.as_player(login), made, addresses):
            # Who has calibrated is no secret among colleagues; what they gave is.
            names = [] if address.endswith("/calibration") else colleagues
            assert found_in(answer, [*forbidden, *names]) == [], (phase, login, address)


@pytest.mark.rule("L24")
@pytest.mark.rule("P5")
@pytest.mark.parametrize("phase", ["running", "rated", "two_sealed"])
def test_no_page_of_the_case_gives_it_away_either(
    app: Flask, visitors: Visitors, own_work: OwnWork, made: MadeEncounter, phase: str
) -> None:
    reach(own_work, made, phase)
    addresses = readable(app, made, own_work, "commission")
    assert len(addresses) >= 12
    sealed = COMMISSION[: max(0, PHASES.index(phase) - 4)]
    for login in COMMISSION:
        client = visitors.as_player(login)
        forbidden = [*work_of_others(made, login), *PERSONAL, *([] if login in sealed else [RESULT])]
        for address in addresses:
            assert found_in(words_of(client.get(address)), forbidden) == [], (phase, login, address)
        desk = client.get(f"/desk/exams/{made.exam_id}/tablet-file")
        assert desk.status_code == 403, "a tablet's file goes to the desk"


@pytest.mark.parametrize("phase", PHASES)
def test_ratings_and_votes_are_refused_before_the_last_seal(
    visitors: Visitors, own_work: OwnWork, made: MadeEncounter, phase: str
) -> None:
    reach(own_work, made, phase)
    chair = visitors.as_player("czeslawa")
    headers = {"X-CSRF-Token": holder_csrf(chair)}
    base = f"/assessor/encounters/{made.id}/moderation"
    assert chair.get(base).status_code == 422
    for act, form in moderation_acts(made):
        assert chair.post(f"{base}/{act}", data=form, headers=headers).status_code == 422, act


def test_the_own_sheet_does_come_back(visitors: Visitors, own_work: OwnWork, made: MadeEncounter) -> None:
    reach(own_work, made, "two_sealed")
    page = visitors.as_player("asia").get(f"/assessor/encounters/{made.id}").get_data(as_text=True)
    assert "uzasadnienie asia" in page
    assert "notatka asia" in page


def test_after_the_last_seal_names_and_ratings_stand_side_by_side(
    visitors: Visitors, own_work: OwnWork, made: MadeEncounter
) -> None:
    reach(own_work, made, "two_sealed")
    seal(own_work, made, "czeslawa")
    page = visitors.as_player("artur").get(f"/assessor/encounters/{made.id}/moderation").get_data(as_text=True)
    assert "notatka asia" in page
    assert "uzasadnienie" not in page, "the facts come before the ratings"
    agree_on_facts(own_work, made.id)
    page = visitors.as_player("artur").get(f"/assessor/encounters/{made.id}/moderation").get_data(as_text=True)
    for login in COMMISSION:
        assert CAST[login].family_name in page
        assert f"uzasadnienie {login}" in page
    assert CANDIDATES[0].family_name not in page


@pytest.mark.rule("P5")
def test_whoever_plays_receives_no_criterion_rating_or_candidate(
    visitors: Visitors, own_work: OwnWork, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    fill_sheet(own_work, made, "asia")
    code = simulation.get_encounter(own_work, made.id, ("assessor",)).candidate_code
    base = f"/roleplay/encounters/{made.id}"
    for login in ("robert", "pola"):
        client = visitors.as_player(login)
        for address in ("/roleplay/", f"{base}/card", f"{base}/card/now", f"{base}/prompter", f"{base}/prompter/now"):
            answer = client.get(address)
            assert answer.status_code == 200
            page = answer.get_data(as_text=True)
            forbidden = [code, CANDIDATES[0].family_name, "uzasadnienie", *made.criteria]
            assert [word for word in forbidden if re.search(rf"\b{re.escape(word)}\b", page)] == [], address
        assert client.get(f"/assessor/encounters/{made.id}").status_code == 403


def test_a_broken_body_is_refused_without_an_error(visitors: Visitors, made: MadeEncounter) -> None:
    client = visitors.as_player("asia")
    headers = {"X-CSRF-Token": holder_csrf(client)}
    good = {"device": "d", "previous": "0" * 64, "made": 1, "entries": []}
    long = json.dumps({"sequence": 1, "kind": "note", "at": 0, "words": "x" * 9000})
    for code, broken in (
        (400, {**good, "device": ""}),
        (400, {**good, "previous": "0"}),
        (400, {**good, "made": -1}),
        (400, {**good, "entries": [{"sequence": 1}]}),
        (400, {**good, "entries": [long]}),
        (400, [1]),
        (422, {**good, "entries": ["["]}),
        (422, {**good, "entries": ['{"sequence": 0, "kind": "tap", "at": 1}']}),
        (422, {**good, "entries": ['{"sequence": 1, "kind": "tap", "at": 1.5}']}),
        (400, {**good, "entries": ["\ud800"]}),
    ):
        answer = client.put(f"/assessor/encounters/{made.id}/log", json=broken, headers=headers)
        assert answer.status_code == code, broken


def test_a_repeated_batch_is_acknowledged_again_and_kept_once(visitors: Visitors, made: MadeEncounter) -> None:
    client = visitors.as_player("asia")
    headers = {"X-CSRF-Token": holder_csrf(client)}
    body = own_log(made, client)
    for _ in range(2):
        reply = client.put(f"/assessor/encounters/{made.id}/log", json=body, headers=headers).json
        assert reply is not None
        assert (reply["acknowledged"], reply["joint"]) == (2, "linked")
    page = client.get(f"/assessor/encounters/{made.id}").get_data(as_text=True)
    assert page.count('["leak-test", ') == 2


def test_a_run_is_started_tapped_and_ended_over_the_web(visitors: Visitors, made: MadeEncounter) -> None:
    client = visitors.as_player("robert")
    headers = {"X-CSRF-Token": holder_csrf(client)}
    base = f"/roleplay/encounters/{made.id}"
    assert client.post(f"{base}/briefing", headers=headers).status_code == 302
    card = Tablet(made, "robert", "card")
    for kind in ("start", "end"):
        card.write(0, "event", event=kind)
        for _ in range(2):
            taken = client.put(f"{base}/log", json=card.body(), headers=headers).json
            assert taken is not None and (taken["acknowledged"], taken["declined"]) == (len(card.entries), [])
    card.write(2**42, "event", event="behaviour", reference="paraphrase")
    taken = client.put(f"{base}/log", json=card.body(), headers=headers).json
    assert taken is not None and [each["sequence"] for each in taken["declined"]] == [3], "the run is over"
    state = visitors.as_player("asia").get(f"/assessor/encounters/{made.id}/state").json
    assert state is not None
    assert (state["state"], state["sealed_count"], state["assessors"]) == ("ended", 0, 3)
