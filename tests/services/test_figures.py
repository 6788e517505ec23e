"""Kept statistics on both databases: they're what measuring on the spot gives, and follow every change of a marking."""

import pytest
from alembic import command

from exam_server.core.psychometrics import TRAITS, Estimate, Result, traits_of
from exam_server.core.rekeying import Ruling
from exam_server.services import marking, rekeying
from exam_server.services.figures import refresh_figures
from exam_server.services.presenting import list_frozen_items
from exam_server.services.schema import alembic_config
from exam_server.services.statistics import Measured, measure_item
from exam_server.store.figures import list_due
from exam_server.store.tables import ItemFiguresRow, ItemRow, SittingRow
from tests.making import CANDIDATES, CODE, OwnWork, make_player
from tests.services.test_statistics import MANY, marked, save

WRONG = "hb-2a2-tf"
"""The item that the strong get wrong (`test_statistics.sit`)."""


def _refresh(work: OwnWork) -> bool:
    found = refresh_figures(work)
    work.commit()
    return found


def _kept(work: OwnWork) -> dict[str, ItemFiguresRow]:
    """The kept figures by the item's code."""
    work.session.expire_all()
    rows = work.session.query(ItemFiguresRow, ItemRow.code).join(
        ItemRow, ItemRow.revision_id == ItemFiguresRow.revision_id
    )
    return {code: row for row, code in rows}


def _bounds(result: Result | None) -> tuple[float | None, ...]:
    return (result.value, result.low, result.high) if isinstance(result, Estimate) else (None, None, None)


def _require_same(row: ItemFiguresRow, now: Measured) -> None:
    found = now.statistics
    assert (row.revision_id, row.sittings, row.exams) == (now.revision_id, found.count, now.exams)
    assert (row.facility, row.facility_low, row.facility_high) == pytest.approx(_bounds(found.facility), abs=1e-12)
    kept = (row.discrimination, row.discrimination_low, row.discrimination_high)
    assert kept == pytest.approx(_bounds(found.discrimination), abs=1e-12)
    assert tuple(row.suspicions) == now.suspicions
    traits = traits_of(found.facility, found.discrimination, now.suspicions)
    assert {trait for trait in TRAITS if getattr(row, trait)} == traits


def test_what_is_kept_of_every_item_is_what_measuring_it_on_the_spot_gives(work: OwnWork) -> None:
    marked(work, MANY)
    assert _kept(work) == {} and _refresh(work) and not _refresh(work)
    kept = _kept(work)
    assert len(kept) > 10 and {row.sittings for row in kept.values()} >= {40}
    for code in (WRONG, "hb-2a2-mr", "hb-2a2-ma", min(kept)):
        _require_same(kept[code], measure_item(work, CODE, code)[0])
    assert kept[WRONG].suspicious_key and kept[WRONG].weak and not kept[WRONG].too_few
    assert any(row.too_few and row.discrimination is None for row in kept.values())


def test_another_marking_and_a_confirmed_ruling_are_followed_and_an_equal_marking_is_not(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    _refresh(work)
    before = _kept(work)[WRONG].measured_at
    assert marking.mark_exam(work, made.id) == 0
    work.commit()
    assert not _refresh(work)

    row = work.session.get_one(SittingRow, made.sittings[0])
    work.record()
    for sequence, each in enumerate(list_frozen_items(work, row.test_form_id), start=1):
        save(work, row, sequence, each, right=True)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    assert _refresh(work) and _kept(work)[WRONG].measured_at > before
    _require_same(_kept(work)[WRONG], measure_item(work, CODE, WRONG)[0])

    work.act_as(make_player(work, "adam"), "author")
    ruling = rekeying.propose_ruling(work, CODE, WRONG, 1, Ruling(("false",)), "W źródle jest odwrotnie.")
    work.commit()
    assert not _refresh(work)
    work.act_as(make_player(work, "rena"), "reviewer")
    rekeying.confirm_ruling(work, CODE, WRONG, ruling)
    work.commit()
    assert _refresh(work)
    _require_same(_kept(work)[WRONG], measure_item(work, CODE, WRONG)[0])


def test_who_measured_more_slowly_than_another_process_leaves_its_figures_alone(work: OwnWork) -> None:
    marked(work, CANDIDATES)
    entered = work.record

    def enter_after_another() -> None:
        entered()
        for each in list_due(work.session):
            work.session.delete(each)
        work.session.flush()

    work.record = enter_after_another  # type: ignore[method-assign]
    assert _refresh(work) and _kept(work) == {}


def test_a_bank_is_not_measured_while_a_test_is_open_at_any_seat(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    for state, measured in (("open", False), ("handed_in", True)):
        work.record()
        work.session.get_one(SittingRow, made.sittings[0]).state = state
        work.commit()
        assert _refresh(work) is measured


def test_what_was_marked_before_figures_were_kept_is_measured_after_the_upgrade(work: OwnWork) -> None:
    marked(work, CANDIDATES)
    work.drop()
    for move, revision in ((command.downgrade, "0023"), (command.upgrade, "head")):
        with work.database.migrating() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            move(config, revision)
    while _refresh(work):
        pass
    assert WRONG in _kept(work)
