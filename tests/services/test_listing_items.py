"""The list of items on both databases: it finds what a plain reading of the whole bank would find, in pages."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Item
from exam_server.core.item_list import ORDERS, ItemFilter, Sorting, searched_words
from exam_server.core.psychometrics import TRAITS
from exam_server.core.words import fold
from exam_server.services import bank
from exam_server.services.item_list import list_choices, list_page
from exam_server.store.tables import ItemFiguresRow
from tests.making import (
    BLUEPRINT,
    CODE,
    ITEMS,
    KEYS,
    OwnWork,
    freeze_exam,
    make_bank,
    make_player,
    withdraw_item,
)

WORDS = st.lists(st.sampled_from(["zielona", "POŁCE", "numer 3", "czark", "hb-1a1", "100%", "_", "żadna"]), max_size=2)
FILTERS = st.builds(
    ItemFilter,
    criterion=st.sampled_from(["", "1A1", "2A2", "9Z9"]),
    kind=st.sampled_from(["", "single_choice", "matching"]),
    level=st.sampled_from(["", "understand", "apply"]),
    status=st.sampled_from(["", "active", "draft"]),
    language=st.sampled_from(["", "pl", "en"]),
    statistics=st.sampled_from(["", *TRAITS, "9; drop table item"]),
    words=WORDS.map(" ".join),
)
SAT = {
    "hb-1a1-001": (0.95, 0.4, {"too_easy"}),
    "hb-1a1-002": (0.2, 0.02, {"too_hard", "weak"}),
    "hb-1a1-003": (0.6, -0.3, {"weak", "suspicious_key"}),
    "hb-1a2-001": (0.6, None, {"too_few"}),
    "hb-1a2-002": (0.6, 0.4, set()),
}
"""Kept figures of some items by code: facility, discrimination, and what they say of it."""
MORE = (
    replace(ITEMS[0], id="hb-1a1-900", criteria=("1A1", "2A2"), status="draft", level="apply", language="en"),
    replace(ITEMS[1], id="hb-1a1-901", stem="W 100% _czysta_ woda?", difficulty=0.9, seconds=20, practice=True),
)


def _reads(item: Item, wanted: ItemFilter) -> bool:
    own = asdict(item)
    same = all(getattr(wanted, name) in ("", own[name]) for name in ("kind", "level", "status", "language"))
    found = searched_words(item)
    return (
        same
        and (not wanted.statistics or wanted.statistics in SAT.get(item.id, (0, 0, {"too_few"}))[2])
        and (not wanted.criterion or wanted.criterion in item.criteria)
        and all(word in found for word in fold(wanted.words).split())
    )


def _codes(work: OwnWork, wanted: ItemFilter, sorting: Sorting = Sorting(), size: int = 100) -> list[str]:  # noqa: B008
    pages = list_page(work, CODE, wanted, sorting, 1, size).pages
    return [line.code for page in range(pages) for line in list_page(work, CODE, wanted, sorting, page + 1, size).lines]


@pytest.fixture
def stocked(work: OwnWork) -> OwnWork:
    make_bank(work)
    bank.load_items(work, CODE, MORE)
    keep_figures(work)
    work.commit()
    return work


def keep_figures(work: OwnWork) -> None:
    for code, (facility, discrimination, traits) in SAT.items():
        filed = bank.get_item(work, CODE, code)
        flags = {trait: trait in traits for trait in TRAITS}
        own = {"item_id": filed.id, "revision_id": filed.revision_id, "organisation_id": work.organisation_id}
        bounds = dict.fromkeys(("facility_low", "facility_high", "discrimination_low", "discrimination_high"))
        work.session.add(
            ItemFiguresRow(
                **own,
                **flags,
                **bounds,
                sittings=40,
                exams=1,
                facility=facility,
                discrimination=discrimination,
                suspicions=[],
                measured_at=work.now,
            )
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=FILTERS, size=st.sampled_from([9, 100]))
def test_the_database_finds_what_a_plain_reading_of_the_bank_finds(
    stocked: OwnWork, wanted: ItemFilter, size: int
) -> None:
    expected = sorted(item.id for item in (*ITEMS, *MORE) if _reads(item, wanted))
    assert _codes(stocked, wanted, size=size) == expected


@pytest.mark.parametrize("by", ORDERS)
def test_every_order_has_all_items_once_and_turns_round(stocked: OwnWork, by: str) -> None:
    up = list_page(stocked, CODE, ItemFilter(), Sorting(by), 1, 100).lines  # type: ignore[arg-type]
    down = list_page(stocked, CODE, ItemFilter(), Sorting(by, True), 1, 100).lines  # type: ignore[arg-type]
    keys: dict[str, Callable[[object], object]] = {
        "facility": lambda line: line.difficulty,  # type: ignore[attr-defined]
        "seconds": lambda line: line.seconds,  # type: ignore[attr-defined]
        "level": lambda line: ["remember", "understand", "apply", "analyse"].index(line.level),  # type: ignore[attr-defined]
        "code": lambda line: line.code,  # type: ignore[attr-defined]
    }
    assert {line.code for line in up} == {item.id for item in (*ITEMS, *MORE)}
    if key := keys.get(by):
        assert _values(up, key) == sorted(_values(up, key)) == sorted(_values(down, key))  # type: ignore[type-var]
        assert _values(down, key) == sorted(_values(down, key), reverse=True)  # type: ignore[type-var]


def _values(lines: Sequence[object], key: Callable[[object], object]) -> list[object]:
    return [key(line) for line in lines]


@pytest.mark.parametrize("by", ["seen", "discrimination"])
def test_what_no_figure_is_known_of_comes_last_whichever_way_round(stocked: OwnWork, by: str) -> None:
    place = 0 if by == "seen" else 1
    known = {code: figures[place] for code, figures in SAT.items() if figures[place] is not None}
    for descending in (False, True):
        lines = list_page(stocked, CODE, ItemFilter(), Sorting(by, descending), 1, 100).lines  # type: ignore[arg-type]
        assert [line.code for line in lines][: len(known)] == sorted(
            sorted(known), key=lambda code: known[code], reverse=descending
        )


def test_a_new_revision_leaves_the_figures_of_the_earlier_one_behind(stocked: OwnWork) -> None:
    assert "hb-1a1-001" in _codes(stocked, ItemFilter(statistics="too_easy"))
    bank.load_items(stocked, CODE, [replace(ITEMS[0], stem="Inaczej?")])
    stocked.commit()
    assert _codes(stocked, ItemFilter(statistics="too_easy")) == []
    assert ITEMS[0].id in _codes(stocked, ItemFilter(statistics="too_few"))


def test_a_page_beyond_the_last_is_the_last_and_an_empty_list_has_one(stocked: OwnWork) -> None:
    last = list_page(stocked, CODE, ItemFilter(), Sorting(), 99, 10)
    assert (last.page, last.pages, last.found, last.total) == (3, 3, 22, 22) and len(last.lines) == 2
    none = list_page(stocked, CODE, ItemFilter(status="retired"), Sorting(), 1, 10)
    assert (none.page, none.pages, none.found, none.lines) == (1, 1, 0, [])


def test_a_new_revision_is_what_the_list_finds_from_then_on(stocked: OwnWork) -> None:
    changed = replace(ITEMS[0], stem="Gęś zdąży?", criteria=("1A2",), language="en")
    bank.load_items(stocked, CODE, [changed])
    stocked.commit()
    assert _codes(stocked, ItemFilter(words="zdazy")) == [changed.id]
    assert changed.id not in _codes(stocked, ItemFilter(criterion="1A1"))
    assert changed.id in _codes(stocked, ItemFilter(criterion="1A2", language="en"))


def test_an_author_is_who_wrote_the_first_revision(stocked: OwnWork) -> None:
    account = make_player(stocked, "adam")
    stocked.act_as(account, "author")
    bank.load_items(stocked, CODE, [replace(ITEMS[0], id="hb-1a1-950"), replace(ITEMS[0], stem="Inaczej?")])
    stocked.commit()
    assert list_choices(stocked, CODE).authors == {account: "Adam Autorski"}
    assert _codes(stocked, ItemFilter(author=str(account))) == ["hb-1a1-950"]
    assert _codes(stocked, ItemFilter(author="adam")) == _codes(stocked, ItemFilter(author=str(UUID(int=1)))) == []


def test_exposure_counts_the_forms_that_hold_an_item_and_follows_a_withdrawal(work: OwnWork) -> None:
    freeze_exam(work)
    lines = list_page(work, CODE, ItemFilter(), Sorting("exposure", True), 1, 100).lines
    assert sum(line.forms for line in lines) == 8 * BLUEPRINT.total
    assert _codes(work, ItemFilter(exposure="1")) == sorted(line.code for line in lines if line.forms)
    assert _codes(work, ItemFilter(exposure="0")) == sorted(line.code for line in lines if not line.forms)
    gone = next(line.code for line in lines if line.code.startswith("hb-1a1") and line.forms)
    withdraw_item(work, KEYS, CODE, gone, "wyciek")
    work.commit()
    after = {line.code: line.forms for line in list_page(work, CODE, ItemFilter(), Sorting(), 1, 100).lines}
    assert after[gone] == 0 and sum(after.values()) == 8 * BLUEPRINT.total


@pytest.mark.parametrize("asked", ["9" * 200, "2", "-1", "ten", "\u0661"])
def test_an_exposure_that_no_list_offers_has_no_items(stocked: OwnWork, asked: str) -> None:
    assert _codes(stocked, ItemFilter(exposure=asked)) == []
