"""Blindness: before all have sealed, nobody's page or reply holds another's work, the candidate's name or test results."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import simulation
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.store.tables import EncounterRow
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
from tests.visiting import Visitors, holder_csrf

RESULT = "7e57" * 16
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


def addresses(made: MadeEncounter) -> list[str]:
    base = f"/assessor/encounters/{made.id}"
    return ["/assessor/", base, f"{base}/state", f"{base}/seal", f"{base}/moderation", f"{base}/moderation/state"]


def own_log(made: MadeEncounter, client: FlaskClient) -> dict[str, object]:
    """A tap and a rating of a tablet of whoever holds the browser."""
    page = client.get(f"/assessor/encounters/{made.id}").get_data(as_text=True)
    login = next(each for each in COMMISSION if str(made.accounts[each]) in page)
    tablet = Tablet(made, login, "leak-test")
    tablet.write(0, "tap", point=made.point_of("yes_no"), value=1)
    tablet.write(0, "rate", criterion=made.criteria[0], level=1, justification="własna")
    return body_of(tablet)


def body_of(tablet: Tablet) -> dict[str, object]:
    return {**asdict(tablet.batch()), "entries": list(tablet.batch().entries)}


def replies(client: FlaskClient, made: MadeEncounter) -> Iterator[tuple[str, str]]:
    """What every end point of the room answers to one assessor, reading ones first."""
    for address in addresses(made):
        yield address, client.get(address, follow_redirects=True).get_data(as_text=True)
    base = f"/assessor/encounters/{made.id}"
    headers = {"X-CSRF-Token": holder_csrf(client)}
    yield "log", client.put(f"{base}/log", json=own_log(made, client), headers=headers).get_data(as_text=True)
    for act, form in moderation_acts(made):
        yield act, client.post(f"{base}/moderation/{act}", data=form, headers=headers).get_data(as_text=True)


def moderation_acts(made: MadeEncounter) -> list[tuple[str, dict[str, str]]]:
    """Every act of a moderation, as a form that would be taken once all have sealed."""
    code, reason = made.criteria[0], {"reason": "bo tak"}
    return [
        ("facts", {"facts": "x"}),
        ("facts/1/word", {"agrees": "yes"}),
        (f"{code}/call", reason),
        (f"{code}/vote", {"level": "2"} | reason),
        (f"{code}/dissent", {"words": "nie"}),
        ("absence", {"member": str(made.accounts["asia"])} | reason),
        ("conclude", {}),
        ("close", {}),
    ]


@pytest.mark.parametrize("phase", PHASES)
def test_no_answer_gives_away_what_is_anothers(
    visitors: Visitors, own_work: OwnWork, made: MadeEncounter, phase: str
) -> None:
    reach(own_work, made, phase)
    for login in COMMISSION:
        others = [each for each in COMMISSION if each != login]
        forbidden = [f"{word} {each}" for word in ("notatka", "uzasadnienie") for each in others]
        forbidden += [f"tablet-{each}" for each in others]
        forbidden += [str(made.accounts[each]) for each in others]
        forbidden += [CAST[each].family_name for each in others]
        forbidden += [CANDIDATES[0].given_names, CANDIDATES[0].family_name, CANDIDATES[0].email, RESULT]
        for address, answer in replies(visitors.as_player(login), made):
            found = [word for word in forbidden if word.lower() in answer.lower()]
            assert found == [], (phase, login, address)


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
        (422, {**good, "entries": ["\ud800"]}),
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
    for sequence, kind in ((1, "start"), (1, "start"), (2, "end")):
        body = {"device": "card", "sequence": sequence, "kind": kind}
        assert client.post(f"{base}/events", json=body, headers=headers).json == {"acknowledged": sequence}
    state = visitors.as_player("asia").get(f"/assessor/encounters/{made.id}/state").json
    assert state is not None
    assert (state["state"], state["sealed_count"], state["assessors"]) == ("ended", 0, 3)
