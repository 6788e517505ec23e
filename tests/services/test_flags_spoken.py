"""Red flags of an encounter: spoken of after all seals, holding the conclusion, and stated on the protocol."""

import pytest

from exam_server.core.problems import Refused
from exam_server.services import flags, moderation
from exam_server.services.protocol_stages import list_scenarios, list_stages_of
from exam_server.store.case import list_evidence
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter, act_as, agree_on_facts, make_encounter, run_encounter, seal_all
from tests.making import OwnWork

SEEN = "Nazwał klienta leniem i nie przestał."


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def speak(work: OwnWork, made: MadeEncounter, login: str, seen: bool, note: str = "") -> None:
    act_as(work, made, login)
    flags.speak_of_flag(work, made.id, "R2", seen, note)
    work.commit()


def test_nobody_speaks_of_a_flag_before_all_have_sealed(work: OwnWork, made: MadeEncounter) -> None:
    run_encounter(work, made)
    with pytest.raises(Refused) as refused:
        speak(work, made, "asia", True, SEEN)
    assert refused.value.rule == "P5"


def test_a_raised_flag_holds_the_conclusion_until_all_have_spoken_and_the_protocol_says_what_they_said(
    work: OwnWork, made: MadeEncounter
) -> None:
    seal_all(work, made)
    speak(work, made, "asia", True, SEEN)
    agree_on_facts(work, made.id)
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)
    work.drop()
    speak(work, made, "artur", True, "Też to słyszałem.")
    with pytest.raises(Refused):
        speak(work, made, "artur", False)
    work.drop()
    act_as(work, made, "czeslawa")
    moderation.conclude(work, made.id)
    work.commit()
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    [scenario] = list_scenarios(work, list_stages_of(work, case_id))
    standings = {flag.id: flag.standing for flag in scenario.red_flags}
    assert standings == {"R1": "not_raised", "R2": "confirmed", "R3": "not_raised"}
    [flag] = [each for each in scenario.red_flags if each.words]
    assert [(word.member, word.seen, word.note) for word in flag.words] == [
        ("Joanna Asesorska", True, SEEN),
        ("Artur Asesorski", True, "Też to słyszałem."),
    ]
    reasons = {(row.verdict, row.open_reason) for row in list_evidence(work.session, case_id)}
    assert reasons == {("open", "held_by_flag")}, "what was shown is held for the commission"
    with pytest.raises(Refused):
        speak(work, made, "czeslawa", False)
