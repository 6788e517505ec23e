"""What a candidate writes in a simulation is handed in once, read by two members alone, and becomes evidence by that."""

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import simulation, writing_products
from exam_server.services import written as marks
from exam_server.services.case import get_case
from exam_server.services.legal_day import legal_day
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from exam_server.services.sources import show_evidence
from exam_server.services.written_queue import list_queues, take_next
from exam_server.store.tables import CaseRow, EncounterRow, PersonRow, ProductRow, SealRow, StageRow, WrittenPieceRow
from tests.making import OwnWork
from tests.products import (
    CARD,
    COMMISSION,
    CRITERION,
    PRODUCT,
    TEXT,
    Seat,
    act_as,
    evidence,
    make_seat,
    read,
    tap,
)


@pytest.fixture
def seat(work: OwnWork) -> Seat:
    made = make_seat(work)
    tap(work, made, 1, "start")
    return made


def hand_in(work: OwnWork, seat: Seat, words: str = TEXT) -> None:
    work.actor = seat.candidate
    writing_products.hand_in_own(work, 1, PRODUCT, words)
    work.commit()


def seal_sheets(work: OwnWork, seat: Seat) -> None:
    """As if all had rated and sealed, so that nothing is kept from them any more (P5)."""
    work.record()
    for login in COMMISSION:
        sealed = {
            "encounter_id": seat.encounter_id,
            "account_id": seat.accounts[login],
            "last_sequence": 0,
            "heads": {},
            **dict.fromkeys(("sheet_hash", "scenario_hash", "device", "log_hash"), ""),
        }
        work.session.add(SealRow(id=work.new_id(), organisation_id=work.organisation_id, sealed_at=work.now, **sealed))
    work.commit()


@pytest.mark.rule("P9")
@pytest.mark.rule("S2")
def test_a_product_that_was_handed_in_waits_for_two_members_and_shows_its_criterion_by_what_they_agree_on(
    work: OwnWork, seat: Seat
) -> None:
    hand_in(work, seat)
    (before,) = evidence(work, seat)
    assert (before.criterion, before.method, before.verdict, before.open_reason) == (
        CRITERION, "conversation_with_simulation", "open", "awaits_reading",
    )  # fmt: skip
    codes = {read(work, seat, login, level) for login, level in (("asia", 3), ("artur", 2))}
    assert len(codes) == 1
    newest = evidence(work, seat)[-1]
    assert (newest.verdict, newest.supersedes, newest.source_id) == ("met", before.id, before.source_id)


@pytest.mark.rule("S2")
def test_where_two_differ_on_a_product_a_third_one_reads_it_and_the_middle_level_counts(
    work: OwnWork, seat: Seat
) -> None:
    hand_in(work, seat)
    for login, level in (("asia", 3), ("artur", 1)):
        read(work, seat, login, level)
    assert evidence(work, seat)[-1].verdict == "open"
    read(work, seat, "czeslawa", 1)
    assert evidence(work, seat)[-1].verdict == "not_met"


def test_a_product_is_drafted_until_it_is_handed_in_and_then_final(work: OwnWork, seat: Seat) -> None:
    work.actor = seat.candidate
    assert writing_products.get_own(work, 1, PRODUCT).words == CARD, "the card is what's filled in"
    writing_products.keep_own(work, 1, PRODUCT, "Cel: ")
    work.commit()
    assert writing_products.get_own(work, 1, PRODUCT).words == "Cel: "
    with pytest.raises(Refused, match="at most"):
        writing_products.keep_own(work, 1, PRODUCT, "x" * 20_001)
    work.drop()
    for nothing in (" ", CARD):
        with pytest.raises(Refused, match="Nothing is written"):
            writing_products.hand_in_own(work, 1, PRODUCT, nothing)
        work.drop()
    hand_in(work, seat)
    for change in (writing_products.keep_own, writing_products.hand_in_own):
        with pytest.raises(Refused, match="final"):
            change(work, 1, PRODUCT, "inaczej")
        work.drop()
    with pytest.raises(NotFound):
        writing_products.keep_own(work, 1, "M2", "nie wytwór")
    work.act_as(seat.accounts["pola"], "prompter")
    assert not simulation.show_prompter_card(work, seat.encounter_id).products, "the run's log says that it came in"


def test_nothing_is_written_before_the_encounter_starts(work: OwnWork) -> None:
    made = make_seat(work)
    work.actor = made.candidate
    assert writing_products.list_own(work) == []
    with pytest.raises(NotFound):
        writing_products.keep_own(work, 1, PRODUCT, TEXT)
    work.drop()
    work.act_as(made.accounts["pola"], "prompter")
    with pytest.raises(Refused, match="hasn't started"):
        writing_products.type_in(work, made.encounter_id, PRODUCT, TEXT)


def test_what_the_prompter_takes_is_what_was_written_so_far_and_paper_is_typed_in_later(
    work: OwnWork, seat: Seat
) -> None:
    tap(work, seat, 2, "product", PRODUCT)
    assert evidence(work, seat) == [], "it came on paper"
    work.act_as(seat.accounts["pola"], "prompter")
    writing_products.type_in(work, seat.encounter_id, PRODUCT, TEXT)
    work.commit()
    assert len(evidence(work, seat)) == 1
    assert work.session.query(ProductRow).one().typed_by == seat.accounts["pola"]
    act_as(work, seat, "asia")
    with pytest.raises(NotFound):
        writing_products.type_in(work, seat.encounter_id, PRODUCT, TEXT)


def test_a_tap_takes_in_the_draft_of_the_screen(work: OwnWork, seat: Seat) -> None:
    work.actor = seat.candidate
    writing_products.keep_own(work, 1, PRODUCT, TEXT)
    work.commit()
    tap(work, seat, 2, "end")
    tap(work, seat, 3, "product", PRODUCT)
    assert [row.verdict for row in evidence(work, seat)] == ["open"]
    work.actor = seat.candidate
    assert writing_products.get_own(work, 1, PRODUCT).taken_in


@pytest.mark.rule("P5")
@pytest.mark.rule("P2")
def test_markers_see_the_text_the_card_and_the_scripts_anchors_and_nobody_whose_it_is(
    work: OwnWork, seat: Seat
) -> None:
    hand_in(work, seat)
    act_as(work, seat, "asia")
    (queue,) = list_queues(work)
    assert (queue.criterion, queue.waiting) == (CRITERION, 1)
    code = take_next(work, CRITERION)
    work.commit()
    piece = marks.show_piece(work, code)
    assert (piece.response, piece.task.title, piece.task.card, piece.sufficient) == (TEXT, "Kontrakt", CARD, (2,))
    (element,) = piece.task.guide
    assert element.anchors[3] == "zachowanie 1A2 na 3"
    for secret in (
        *(row.family_name for row in work.session.query(PersonRow)),
        *(row.code for row in work.session.query(CaseRow)),
    ):
        assert secret not in repr(piece)


@pytest.mark.rule("P5")
def test_what_others_read_of_a_product_is_kept_from_who_still_rates_the_encounter(work: OwnWork, seat: Seat) -> None:
    hand_in(work, seat)
    for login in ("asia", "artur"):
        read(work, seat, login, 3)
    act_as(work, seat, "czeslawa")
    row = next(each for each in get_case(work, seat.case_id).rows if each.criterion == CRITERION)
    assert row.evidence == ()
    with pytest.raises(NotFound):
        show_evidence(work, evidence(work, seat)[-1].id)
    seal_sheets(work, seat)
    act_as(work, seat, "czeslawa")
    product = show_evidence(work, evidence(work, seat)[-1].id).product
    assert product is not None and product.words == TEXT and product.reading is not None
    assert (product.reading.levels, len(product.reading.markers), product.from_paper) == ((3,), 2, False)


@pytest.mark.rule("P2")
def test_a_protocol_says_who_read_a_product_and_with_which_level(work: OwnWork, seat: Seat) -> None:
    hand_in(work, seat)
    for login, level in (("asia", 3), ("artur", 2)):
        code = read(work, seat, login, level)
    seal_sheets(work, seat)
    act_as(work, seat, "czeslawa")
    record = gather_record(work, seat.case_id, Wanted(0), Issue("2027/00001", legal_day(work), 14))
    criteria = [each for part in record.sets for outcome in part.outcomes for each in outcome.criteria]
    (reading,) = next(each.readings for each in criteria if each.code == CRITERION)
    assert (reading.code, reading.levels, [marker.levels for marker in reading.markers]) == (code, (2,), [(3,), (2,)])


@pytest.mark.rule("L8")
def test_a_product_about_nothing_that_the_stage_checks_is_taken_in_and_read_by_nobody(
    work: OwnWork, seat: Seat
) -> None:
    work.record()
    encounter = work.session.get_one(EncounterRow, seat.encounter_id)
    work.session.get_one(StageRow, encounter.stage_id).criteria = ["1A1"]
    work.commit()
    hand_in(work, seat)
    assert evidence(work, seat) == [] and work.session.query(WrittenPieceRow).count() == 0
