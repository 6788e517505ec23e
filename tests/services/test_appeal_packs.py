"""What an appeal's members rate anew: the items, saves, runs and products as they were, and nothing of the first ratings."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.bank import Item
from exam_server.core.people import Role
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rekeying import Ruling
from exam_server.formats.plain import to_plain
from exam_server.services import desk, exam, incidents, marking
from exam_server.services import handling_appeals as handling
from exam_server.services import hearing_appeals as hearing
from exam_server.services.appeal_keys import count_key, get_contested, require_own_view, weigh_key
from exam_server.services.appeal_pack import Pack, show_pack
from exam_server.services.appeal_panel import assign_members
from exam_server.services.appeal_view import show_appeal
from exam_server.services.appealing import Filing, file_own
from exam_server.services.commission import check_commission
from exam_server.services.own_appeals import list_own_appealable
from exam_server.services.qualification import find_edition
from exam_server.store import delivery as exam_store
from exam_server.store.simulation import list_agreed
from exam_server.store.tables import AppealRow, EncounterRow, ExamRow, NoticeRow, SittingRow
from tests.appealed import DECIDERS, WORDS, make_deciders
from tests.encounters import COMMISSION, MadeEncounter, conclude, load_scenario, make_encounter, seal_all
from tests.making import CANDIDATES, MadeExam, OwnWork, make_player, open_exam
from tests.portfolios import give_account
from tests.proving import appoint, prove_all
from tests.releasing import release_by_two
from tests.shipped import CODE


@pytest.fixture
def deciders(work: OwnWork) -> dict[str, UUID]:
    return make_deciders(work)


def appeal(work: OwnWork, case_id: UUID, deciders: dict[str, UUID], position: int | None = None) -> UUID:
    """The candidate's appeal against the only told result, admitted, before the three who weren't involved."""
    work.actor = give_account(work, case_id, CANDIDATES[0].email)
    [stage] = list_own_appealable(work, case_id)
    filing = Filing(stage.stage_id, (), position, ["rating"], WORDS)
    appeal_id = file_own(work, case_id, filing, [])
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    handling.admit_appeal(work, appeal_id)
    work.commit()
    assign_members(work, appeal_id, list(deciders.values()), deciders["zofia"])
    work.commit()
    return appeal_id


def read_pack(work: OwnWork, appeal_id: UUID, deciders: dict[str, UUID]) -> Pack:
    work.act_as(deciders["jan"], DECIDERS["jan"][1])
    return show_pack(work, appeal_id)


def sit(work: OwnWork) -> tuple[MadeExam, SittingRow]:
    """One candidate gives an empty-handed test with an incident in the room; it's marked and told."""
    made = open_exam(work, CANDIDATES[:1])
    work.act_as(make_player(work, "daria"), "desk")
    incidents.note_incident(work, made.id, "power_cut", "trzy minuty bez prądu", seconds=180)
    work.commit()
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    release_by_two(work, made.id)
    return made, work.session.get_one(SittingRow, made.sittings[0])


@pytest.mark.rule("P2")
def test_a_test_is_replayed_with_its_revisions_and_incidents_and_without_a_mark(
    work: OwnWork, deciders: dict[str, UUID]
) -> None:
    _, sitting = sit(work)
    appeal_id = appeal(work, sitting.case_id, deciders, position=2)
    [sat] = read_pack(work, appeal_id, deciders).sittings
    row = work.session.get_one(AppealRow, appeal_id)
    assert (sat.items[0].position, sat.contested, sat.form_digest) == (2, 2, sitting.form_digest)
    assert {each.position for each in sat.items} >= {2} and row.revision_id is not None
    assert all((each.score, each.right, each.state) == (0.0, False, "") for each in sat.items)
    assert any("trzy minuty bez prądu" in each.note and each.seconds == 180 for each in sat.events)


@pytest.mark.rule("P7")
def test_whom_another_key_would_change_is_shown_before_anybody_decides(
    work: OwnWork, deciders: dict[str, UUID]
) -> None:
    _, sitting = sit(work)
    appeal_id = appeal(work, sitting.case_id, deciders, position=1)
    found = get_contested(work, appeal_id)
    assert isinstance(found.item, Item) and found.number == 1
    preview = weigh_key(work, appeal_id, Ruling(everybody=True))
    assert (preview.sittings, [each.candidate for each in preview.changes]) == (1, ["K0001"])
    assert preview.changes[0].right == (False, True)
    work.act_as(make_player(work, "artur"), "assessor")
    with pytest.raises(NotFound):
        require_own_view(work, appeal_id)


@pytest.mark.rule("S9")
def test_who_decides_learns_how_many_another_key_would_change_once_their_own_view_is_sealed(
    work: OwnWork, deciders: dict[str, UUID]
) -> None:
    _, sitting = sit(work)
    appeal_id = appeal(work, sitting.case_id, deciders, position=1)
    work.act_as(deciders["ewa"], "assessor")
    with pytest.raises(Refused) as refused:
        count_key(work, appeal_id, Ruling(everybody=True))
    assert refused.value.rule == "S9"
    codes = work.session.get_one(AppealRow, appeal_id).criteria
    hearing.seal_opinion(work, appeal_id, {code: ("open", "Zależy od klucza.") for code in codes})
    work.commit()
    assert count_key(work, appeal_id, Ruling(everybody=True)) == (1, 1, None)


def simulate(work: OwnWork) -> tuple[MadeEncounter, UUID]:
    """A simulation that was run, rated, agreed and told; gives the case too."""
    made = make_encounter(work)
    seal_all(work, made, {login: dict.fromkeys(made.criteria, 0) for login in COMMISSION})
    conclude(work, made.id)
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    release_by_two(work, made.exam_id)
    return made, work.session.get_one(EncounterRow, made.id).case_id


@pytest.mark.rule("P5")
def test_a_simulation_is_replayed_with_its_timeline_and_script_and_without_levels_and_names(
    work: OwnWork, deciders: dict[str, UUID]
) -> None:
    made, case_id = simulate(work)
    prove_all(work, list(deciders.values()))
    appeal_id = appeal(work, case_id, deciders)
    pack = read_pack(work, appeal_id, deciders)
    [run] = pack.runs
    encounter = work.session.get_one(EncounterRow, made.id)
    assert run.scenario_hash == encounter.scenario_hash and run.moments and run.anchors
    said = json.dumps(to_plain(pack), ensure_ascii=False, default=str)
    assert not [name for name in ("Asesorsk", "Przewodnicząca", "Rolnicki", "Podpowiadająca") if name in said]
    assert list_agreed(work.session, made.id) and '"level": null' not in said
    assert all(each.value in (None, -1, 0, 1) for each in run.moments)


@pytest.mark.rule("S9")
def test_a_repeat_is_played_before_a_commission_without_anybody_of_the_first_one(
    work: OwnWork, deciders: dict[str, UUID]
) -> None:
    made, case_id = simulate(work)
    prove_all(work, list(deciders.values()))
    appeal_id = appeal(work, case_id, deciders)
    codes = work.session.get_one(AppealRow, appeal_id).criteria
    for login, account_id in deciders.items():
        work.act_as(account_id, DECIDERS[login][1])
        hearing.seal_opinion(work, appeal_id, {}, True, "Alarm przerwał rozmowę.")
        work.commit()
    hearing.propose_appeal_ruling(work, appeal_id, dict.fromkeys(codes, "Nie dało się ocenić."), "Powtórzyć.")
    work.commit()
    work.act_as(deciders["jan"], "assessor")
    hearing.confirm_appeal_ruling(work, appeal_id)
    work.commit()
    work.act_as(None, "office")
    other = plan_again(work, {})
    with pytest.raises(Refused, match="wasn't told"):
        handling.plan_repeat(work, appeal_id, other)
    work.drop()
    handling.tell_ruling(work, appeal_id)
    work.commit()
    with pytest.raises(Refused, match="first verification"):
        handling.plan_repeat(work, appeal_id, plan_again(work, {"assessor": [made.accounts["asia"]]}))
    work.drop()
    before = last_planned(work, case_id)
    handling.plan_repeat(work, appeal_id, other)
    work.commit()
    assert last_planned(work, case_id) > before, "the candidate gets a notice of it"
    assert show_appeal(work, appeal_id).repeat_at == "Powtórzenie"
    [stage] = exam_store.list_exam_stages(work.session, other)
    assert stage.case_id == case_id and set(stage.criteria or codes) <= set(codes)
    appoint(work, other, [made.accounts[login] for login in COMMISSION], made.accounts["czeslawa"])
    excluded = check_commission(work, case_id, stage.id).excluded
    assert {each.ground for each in excluded} == {"involved"} and len(excluded) == 3


def last_planned(work: OwnWork, case_id: UUID) -> datetime:
    """When the last notice of a plan is due."""
    query = select(NoticeRow.due_at).where(NoticeRow.case_id == case_id, NoticeRow.kind == "planned")
    return max(work.session.scalars(query), default=datetime.min.replace(tzinfo=UTC))


def plan_again(work: OwnWork, members: dict[Role, list[UUID]]) -> UUID:
    """Another exam with the same simulation, nobody in it yet."""
    edition = find_edition(work, CODE)
    assert edition is not None
    plan = exam.ExamPlan(
        edition.id, "Powtórzenie", "Gdynia", datetime(2027, 4, 1, 9, tzinfo=UTC), None, load_scenario(work), members
    )
    exam_id = exam.make_exam(work, plan)
    work.commit()
    return exam_id
