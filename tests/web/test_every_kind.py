"""One item of each kind, from the save of a page to the marking and what a commission reads of it."""

import json
import re
from html import unescape
from random import Random
from uuid import UUID

import pytest
from flask import Flask

from exam_server.cli.rehearsal.browser import Browser
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.pages import items_of
from exam_server.core.assembly import draw_options, pool_item
from exam_server.core.delivery import check_response, is_given
from exam_server.services import delivery, desk, marking
from exam_server.services.item_preview import PREVIEW
from exam_server.services.presenting import FrozenItem, list_frozen_items, present_form
from exam_server.services.sources_sitting import SittingSource, show_sitting
from exam_server.store import case as case_store
from exam_server.store.tables import SittingRow
from tests.kinds import BLUEPRINT as ONE_OF_EACH
from tests.kinds import EVERY_KIND, in_positions
from tests.making import (
    MadeExam,
    OwnWork,
    form_of,
    make_bank,
    make_edition,
    open_exam_of_every_kind,
    open_own_work,
)
from tests.visiting import Visitors, holder_csrf


def frozen_of(work: OwnWork, sitting_id: UUID) -> list[FrozenItem]:
    return list_frozen_items(work, work.session.get_one(SittingRow, sitting_id).test_form_id)


def answer_all(app: Flask, work: OwnWork, made: MadeExam, seat: int, part: str) -> dict[str, object]:
    """Save the right or the wrong response to every item as its page does; gives what the server says it stored."""
    browser = Visitors(app).with_ticket(made.cards[seat].ticket)
    frozen = frozen_of(work, made.sittings[seat])
    given = [in_positions(each.item, each.drawn, getattr(EVERY_KIND[each.item.kind], part)) for each in frozen]
    saves = [
        {"sequence": each.position, "position": each.position, "response": response, "at": ""}
        for each, response in zip(frozen, given, strict=True)
    ]
    body = {"epoch": 1, "form": form_of(work, made.sittings[seat]), "saves": saves}
    work.drop()
    reply = browser.put("/sitting/responses", json=body, headers={"X-CSRF-Token": holder_csrf(browser)})
    results = reply.get_json()["results"]
    assert [result["status"] for result in results] == ["saved"] * len(saves), results
    return {each.item.kind: result["response"] for each, result in zip(frozen, results, strict=True)}


def source_of(work: OwnWork, sitting_id: UUID) -> SittingSource:
    case_id = work.session.get_one(SittingRow, sitting_id).case_id
    [evidence] = case_store.list_evidence(work.session, case_id)
    source = show_sitting(work, evidence)
    assert source is not None
    return source


def test_a_response_of_each_kind_is_saved_marked_and_shown_as_it_was_given(each_app: Flask) -> None:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = open_exam_of_every_kind(work)
        stored = answer_all(each_app, work, made, 0, "right")
        assert stored["gap_text"] == [" chin", "IMBRYKU"]
        assert stored["numeric"] == "12,3"
        answer_all(each_app, work, made, 1, "wrong")
        delivery.hand_in(work, made.sittings[0])
        desk.close_exam(work, made.id)
        marking.mark_exam(work, made.id)
        work.commit()
        marked = [{each.item_id: each for each in marking.list_marked_items(work, id)} for id in made.sittings[:2]]
        for kind, (item, _, _) in EVERY_KIND.items():
            right, wrong = marked[0][item.id], marked[1][item.id]
            assert (right.right, wrong.right) == (kind != "extended_text", False), kind
        check_views(source_of(work, made.sittings[0]), source_of(work, made.sittings[1]))


def check_views(right: SittingSource, wrong: SittingSource) -> None:
    shown = {item.kind: item for item in right.items}
    assert shown["ordering"].accepted == (shown["ordering"].response,)
    assert {choice.chosen for choice in shown["ordering"].choices} == {False}
    assert [(gap.given, gap.is_right) for gap in shown["gap_text"].gaps] == [(" chin", True), ("IMBRYKU", True)]
    assert shown["gap_text"].gaps[1].accepted == ("czajniku", "imbryku")
    assert "[1]" in shown["gap_text"].stem_html and "[[" not in shown["gap_text"].stem_html
    assert [gap.given for gap in shown["inline_choice"].gaps] == ["70 °C", "dwie minuty"]
    assert (shown["numeric"].response, shown["numeric"].accepted) == ("12,3", ("12.5 ± 0.5",))
    assert shown["short_text"].accepted == ("cha-no-yu", "chanoyu")
    missed = {item.kind: item for item in wrong.items}
    assert [gap.is_right for gap in missed["inline_choice"].gaps] == [True, False]
    assert missed["ordering"].accepted != (missed["ordering"].response,)


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("ordering", [1, 1, 2, 3]),
        ("gap_text", ["Chin"]),
        ("inline_choice", [9, 1]),
        ("numeric", 12.5),
        ("short_text", "x" * 501),
    ],
)
def test_what_no_page_gives_is_refused_and_the_rest_is_saved(app: Flask, kind: str, response: object) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = open_exam_of_every_kind(work)
        places = {each.item.kind: each.position for each in frozen_of(work, made.sittings[0])}
        form = form_of(work, made.sittings[0])
    browser = Visitors(app).with_ticket(made.cards[0].ticket)
    given = [(places[kind], response), (places["single_choice"], 1)]
    saves = [{"sequence": n, "position": p, "response": r, "at": ""} for n, (p, r) in enumerate(given, start=1)]
    body = json.dumps({"epoch": 1, "form": form, "saves": saves})
    reply = browser.put("/sitting/responses", data=body, headers={"X-CSRF-Token": holder_csrf(browser)})
    results = reply.get_json()["results"]
    assert [each["status"] for each in results] == ["refused", "saved"]
    assert results[0]["why"]


def test_a_rehearsal_s_bot_finds_the_controls_of_every_kind_and_responds_as_they_allow(app: Flask) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = open_exam_of_every_kind(work)
        shown = present_form(work, made.sittings[0])
    page = Visitors(app).with_ticket(made.cards[0].ticket).get("/sitting/items").get_data(as_text=True)
    bot = Candidate(Browser(()), "", Random(1))
    seen = items_of(page)
    assert [(each.position, each.kind) for each in seen] == [(item.position, item.kind) for item in shown]
    for each, item in zip(seen * 5, shown * 5, strict=True):
        checked = check_response(item.shape, bot.respond_to(each))
        assert checked.why is None and is_given(checked.response), item.kind


def test_an_author_sees_every_kind_as_candidates_do_and_its_key_apart(app: Flask, visitors: Visitors) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_edition(work)
        make_bank(work, [sample.item for sample in EVERY_KIND.values()], ONE_OF_EACH)
    author = visitors.as_role("author")
    for kind, (item, _, _) in EVERY_KIND.items():
        page = unescape(author.get(f"/author/items/{item.id}", follow_redirects=True).get_data(as_text=True))
        assert f'data-kind="{kind}"' in page
        preview, key = page.split('id="key-title"')
        assert "TAJNE" in key and "TAJNE" not in preview.split('id="findings-title"')[0]
        for option in (*item.options, *(option for gap in item.gaps for option in gap.options)):
            assert option.text in key, kind
        assert preview.count('<label class="gap">') == len(item.gaps)
        if kind == "ordering":
            assert re.findall(r"<option selected>(\d)</option>", preview) == ["1", "2", "3", "4"]
            right = [option.text for option in item.options]
            assert sorted(right, key=preview.index) != right, "as candidates get it, and not as the answer"
        if kind == "matching":
            drawn = draw_options(pool_item(item, ""), PREVIEW, 1)
            rights = {pair.id: pair.right for pair in item.pairs}
            assert sorted(rights.values(), key=preview.index) == [rights[each] for each in drawn]


def test_the_office_reads_every_kind_beside_its_key(app: Flask, visitors: Visitors) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = open_exam_of_every_kind(work)
        answer_all(app, work, made, 0, "wrong")
        desk.close_exam(work, made.id)
        marking.mark_exam(work, made.id)
        work.commit()
        case_id = work.session.get_one(SittingRow, made.sittings[0]).case_id
        [evidence] = case_store.list_evidence(work.session, case_id)
        address = f"/commission/evidence/{evidence.id}"
    page = unescape(visitors.as_role("office").get(address).get_data(as_text=True))
    for words in ("ikebana", "cha-no-yu / chanoyu", "wiadrze", "czajniku / imbryku", "12.5 ± 0.5", "Podana kolejność:"):
        assert words in page
