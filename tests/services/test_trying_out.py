"""A script is tried by people with the day's own pages; it counts for nobody, and goes without a trace of its taps."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_server.core.problems import NotFound, Refused
from exam_server.services import bank, calibration, exam, fidelity, moderation, simulation, trying_out, writing_products
from exam_server.services import scenario_desk as desk
from exam_server.services.people import list_colleagues
from exam_server.services.qualification import Edition, adopt_edition, get_edition
from exam_server.services.trying_out import Cast
from exam_server.services.written_pieces import open_product
from exam_server.store.base import Base
from exam_server.store.tables import (
    CaseRow,
    DeviceEntryRow,
    EncounterRow,
    EvidenceRow,
    ExamRow,
    MarkGivenRow,
    MarkingShareRow,
    ProductRow,
    RunEventRow,
    SealRow,
    WrittenPieceRow,
    WrittenResultRow,
)
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    agree_on_facts,
    fill_sheet,
    load_scenario,
    run_encounter,
    seal,
)
from tests.making import CANDIDATES, OwnWork, make_player
from tests.shipped import CODE, shipped_qualification, shipped_scenario


@pytest.fixture
def accounts(work: OwnWork) -> dict[str, UUID]:
    return {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")}


@pytest.fixture
def edition(work: OwnWork) -> Edition:
    edition_id = adopt_edition(work, CODE, shipped_qualification())
    work.commit()
    load_scenario(work)
    return get_edition(work, edition_id)


def code_of(work: OwnWork) -> str:
    return bank.list_scenarios(work, CODE)[0].code


def make(work: OwnWork, edition: Edition, accounts: dict[str, UUID]) -> MadeEncounter:
    """Tried by the whole cast, and by one assessor less than a commission would need."""
    work.act_as(None, "author")
    cast = Cast(accounts["robert"], accounts["pola"], (accounts["asia"], accounts["czeslawa"]))
    exam_id = trying_out.make_tryout(work, edition, code_of(work), cast)
    work.commit()
    [tryout] = trying_out.list_tryouts(work, edition, code_of(work))
    return MadeEncounter(tryout.encounter_id, exam_id, accounts, shipped_scenario())


def test_a_try_out_is_played_rated_and_sealed_on_the_days_own_pages_without_a_legal_commission(
    work: OwnWork, edition: Edition, accounts: dict[str, UUID]
) -> None:
    made = make(work, edition, accounts)
    for login, role, roles in (("robert", "role_player", simulation.PLAYERS), ("asia", "assessor", exam.COMMISSION)):
        work.act_as(accounts[login], role)  # type: ignore[arg-type]
        assert [each.id for each in simulation.list_encounters(work, roles)] == [made.id]
    run_encounter(work, made)
    for login in ("asia", "czeslawa"):
        fill_sheet(work, made, login)
        seal(work, made, login)
    agree_on_facts(work, made.id)
    for conclude in (moderation.conclude, moderation.close_unrated):
        with pytest.raises(Refused, match="rehearsal"):
            conclude(work, made.id)
        work.drop()
    [tryout] = trying_out.list_tryouts(work, edition, code_of(work))
    names = {each.account_id: each.name for each in list_colleagues(work)}
    assert tryout.people == tuple(names[accounts[login]] for login in ("robert", "pola", "czeslawa", "asia"))
    assert tryout.state == "ended"
    report = fidelity.show_run(work, CODE, code_of(work), made.id)
    assert report.fidelity.run_seconds >= 0


def test_a_try_out_counts_in_no_figure_freezes_nothing_and_takes_no_candidate(
    work: OwnWork, edition: Edition, accounts: dict[str, UUID]
) -> None:
    made = make(work, edition, accounts)
    run_encounter(work, made)
    assert fidelity.show_fidelity(work, CODE, code_of(work)).runs == ()
    [line] = desk.list_scripts(work, CODE)
    assert line.standing == "draft"
    work.act_as(accounts["asia"], "assessor")
    assert calibration.list_vignettes(work) == []
    work.act_as(None, "office")
    with pytest.raises(Refused, match="rehearsal"):
        exam.add_candidates(work, made.exam_id, CANDIDATES[:1])
    work.drop()


def type_in(work: OwnWork, made: MadeEncounter) -> ProductRow:
    """A product of the script, from paper."""
    product = next(each.id for each in made.scenario.materials if each.product)
    work.act_as(made.accounts["pola"], "prompter")
    writing_products.type_in(work, made.id, product, "Cel: nowa praca do lata.")
    work.commit()
    return work.session.query(ProductRow).one()


def test_what_is_written_in_a_try_out_waits_for_no_marker_and_shows_nothing(
    work: OwnWork, edition: Edition, accounts: dict[str, UUID]
) -> None:
    made = make(work, edition, accounts)
    run_encounter(work, made)
    assert type_in(work, made).taken_in_at is not None
    assert (work.session.query(WrittenPieceRow).count(), work.session.query(EvidenceRow).count()) == (0, 0)


def read_product(work: OwnWork, made: MadeEncounter, product: ProductRow) -> None:
    """As an earlier release let it be read: a piece, a member's sealed share, and what it came to."""
    work.record()
    open_product(work, work.session.get_one(EncounterRow, made.id), product, {made.criteria[0]: 2})
    piece = work.session.query(WrittenPieceRow).one()
    own = {"organisation_id": work.organisation_id}
    share = MarkingShareRow(
        id=work.new_id(), piece_id=piece.id, account_id=made.accounts["asia"], draft=[], taken_at=work.now, **own
    )
    work.session.add(share)
    work.session.flush()
    work.session.add(MarkGivenRow(id=work.new_id(), share_id=share.id, element=0, level=2, reason="", **own))
    result = {"levels": [2], "by_rule": "", "shares": [], "rule_version": "", "content_hash": ""}
    work.session.add(
        WrittenResultRow(id=work.new_id(), piece_id=piece.id, number=1, settled_at=work.now, **result, **own)
    )
    work.commit()


def test_a_removed_try_out_leaves_nothing_that_was_tapped_rated_or_sealed(
    work: OwnWork, edition: Edition, accounts: dict[str, UUID]
) -> None:
    made = make(work, edition, accounts)
    run_encounter(work, made)
    fill_sheet(work, made, "asia")
    seal(work, made, "asia")
    read_product(work, made, type_in(work, made))
    work.act_as(None, "author")
    with pytest.raises(NotFound):
        trying_out.remove_tryout(work, edition, code_of(work), UUID(int=1))
    trying_out.remove_tryout(work, edition, code_of(work), made.exam_id)
    work.commit()
    tables: tuple[type[Base], ...] = (ExamRow, CaseRow, EncounterRow, RunEventRow, SealRow, DeviceEntryRow)
    tables += (ProductRow, WrittenPieceRow, MarkingShareRow, MarkGivenRow, WrittenResultRow)
    assert {table: work.session.scalar(select(func.count()).select_from(table)) for table in tables} == dict.fromkeys(
        tables, 0
    )
    assert trying_out.list_tryouts(work, edition, code_of(work)) == []


def test_nobody_has_two_parts_and_somebody_rates(work: OwnWork, edition: Edition, accounts: dict[str, UUID]) -> None:
    robert, asia = accounts["robert"], accounts["asia"]
    work.act_as(None, "author")
    for wrong in (Cast(robert, None, ()), Cast(robert, robert, (asia,))):
        with pytest.raises(Refused):
            trying_out.make_tryout(work, edition, code_of(work), wrong)
        work.drop()
    with pytest.raises(NotFound):
        trying_out.make_tryout(work, edition, code_of(work), Cast(asia, None, (accounts["czeslawa"],)))
