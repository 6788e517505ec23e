"""The commission's pages: the agenda with its notes, and decisions criterion by criterion, each by who may."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.deciding import Decidable, ask, decide, make_decidable, note
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> Decidable:
    found = make_decidable(own_work, visitors.accounts)
    own_work.drop()
    return found


def send(client: FlaskClient, address: str, **fields: str) -> str:
    """What the page says after a form was sent."""
    reply = client.post(address, data=fields | {"csrf_token": holder_csrf(client)}, follow_redirects=True)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def address(made: Decidable, rest: str = "") -> str:
    return f"/commission/cases/{made.case_id}{rest}"


def act_of(page: str, act: str) -> str:
    """The address of the first form that leads to an act."""
    found = re.search(rf'action="([^"]*/{act}[^"]*)"', page)
    assert found, act
    return found[1]


@pytest.mark.rule("P9")
def test_the_agenda_says_why_a_criterion_is_open_and_takes_what_was_asked_and_heard(
    made: Decidable, visitors: Visitors
) -> None:
    asia = visitors.as_player("asia")
    page = asia.get(address(made, "/agenda")).get_data(as_text=True)
    assert page.index('id="p-1A1"') < page.index('id="p-2A1"')
    assert "czeka na komisję" in page and "pyta go o życzenia" in page
    words = {"question": "Co to jest czarka?", "heard": "Naczynie do herbaty.", "verdict": "met"}
    assert "(P2)" in send(asia, address(made, "/agenda/1A1/note"), **words | {"heard": " "})
    noted = send(asia, address(made, "/agenda/1A1/note"), **words)
    assert "Zapieczętowano notatek: 1 z 3" in noted and "Naczynie do herbaty." in noted
    artur = visitors.as_player("artur")
    assert "Naczynie do herbaty." not in artur.get(address(made, "/agenda")).get_data(as_text=True), (
        "it's another's (P5)"
    )
    other = words | {"heard": "Miseczka bez ucha.", "verdict": "not_met"}
    assert "Naczynie do herbaty." not in send(artur, address(made, "/agenda/1A1/note"), **other)
    differ = send(visitors.as_player("czeslawa"), address(made, "/agenda/1A1/note"), **words)
    assert "notatki się różnią" in differ and "Miseczka bez ucha." in differ
    for login, verdict in (("asia", "met"), ("artur", "not_met"), ("czeslawa", "met")):
        client = visitors.as_player(login)
        vote = act_of(client.get(address(made, "/agenda")).get_data(as_text=True), "vote")
        noted = send(client, vote, verdict=verdict, reason=f"głos {login}")
    assert "Co to jest czarka?" in noted and "Poza agendą" in noted and "głos artur" in noted
    found = re.search(r'href="(/commission/evidence/[^"]+)"', noted)
    assert found and "Naczynie do herbaty." in asia.get(found[1]).get_data(as_text=True)
    office = visitors.as_player("olga").get(address(made, "/agenda")).get_data(as_text=True)
    assert "Co to jest czarka?" in office and "/note" not in office


@pytest.mark.rule("P7")
def test_a_criterion_goes_from_proposal_over_votes_to_another_members_confirmation(
    made: Decidable, visitors: Visitors
) -> None:
    asia, artur, czeslawa = (visitors.as_player(login) for login in ("asia", "artur", "czeslawa"))
    here = address(made, "/decisions/1A2")
    assert "(P2)" in send(asia, address(made, "/decisions/1A1/proposal"), verdict="met")
    assert "Nie wybrano" in send(asia, here + "/proposal", verdict="")
    assert "teraz głosują pozostali" in send(asia, here + "/proposal", verdict="met")
    voting = artur.get(here).get_data(as_text=True)
    assert "Zgadzam się: spełnione" in voting and "/confirmation" not in voting
    send(artur, act_of(voting, "vote"), verdict="met")
    page = czeslawa.get(here).get_data(as_text=True)
    assert "Artur Asesorski: spełnione" not in page, "the others' votes are seen after the own one"
    assert "wymaga powodu" in send(czeslawa, act_of(page, "vote"), verdict="not_met")
    send(czeslawa, act_of(page, "vote"), verdict="not_met", reason="zabrakło przykładu")
    assert "/confirmation" not in asia.get(here).get_data(as_text=True)
    page = czeslawa.get(here).get_data(as_text=True)
    send(czeslawa, act_of(page, "confirmation"))
    held = asia.get(here).get_data(as_text=True)
    assert "zabrakło przykładu" in held and "Zmień rozstrzygnięcie" in held
    overview = visitors.as_player("olga").get(address(made, "/decisions")).get_data(as_text=True)
    assert "rozstrzygnięto: 1 z 2" in overview and "<form" not in overview.partition("<main")[2].partition("</main>")[0]


def test_a_whole_outcome_is_proposed_agreed_and_its_set_confirmed(
    made: Decidable, own_work: OwnWork, visitors: Visitors
) -> None:
    ask(own_work, made, note("1A1"))
    asia, artur, czeslawa = (visitors.as_player(login) for login in ("asia", "artur", "czeslawa"))
    assert "spełnione: 2" in send(asia, address(made, "/outcomes/1A/proposals"))
    for member in (artur, czeslawa):
        assert "propozycji: 2" in send(member, address(made, "/outcomes/1A/votes"))
    assert "Niczego nie zatwierdzono" in send(asia, address(made, "/sets/1/confirmation"))
    assert "obowiązują: 2" in send(artur, address(made, "/sets/1/confirmation"))


def test_the_grid_refreshes_itself_only_when_something_changed(
    made: Decidable, own_work: OwnWork, visitors: Visitors
) -> None:
    asia = visitors.as_player("asia")
    found = re.search(r'data-hx-get="([^"]+)"', asia.get(address(made)).get_data(as_text=True))
    assert found
    live = found[1].replace("&amp;", "&")
    assert asia.get(live).status_code == 204
    decide(own_work, made, "1A2")
    assert asia.get(live).status_code == 200
    ask(own_work, made, note("1A1"))
    changed = asia.get(live)
    assert changed.status_code == 200 and 'id="c-1A1"' in changed.get_data(as_text=True)
