"""Findings in the author's room: while somebody types, on the item's page, and left for a reason."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from authoring import author, edition_id, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.lint import blocks_activation
from exam_server.formats.item_yaml import write_item
from exam_server.services import bank, findings
from tests.core.test_lint_rules import choice
from tests.making import CODE
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]

STEM = "Jak długo parzy się herbatę zieloną, którą podaje się gościom w małych czarkach przed posiłkiem?"
ITEM = choice(STEM, "zwykle dwie minuty", "jedną godzinę", "całą dobę")
ADDRESS = "/author/items/x-1"


@pytest.fixture
def filed(app: Flask, edition_id: UUID) -> None:
    with open_room_work(app) as work:
        bank.load_items(work, CODE, [ITEM])
        work.commit()


def waiver_of(shown: str, rule: str) -> dict[str, object]:
    """The hidden fields of the form under a finding."""
    form = next(each for each in re.findall(r"<form.*?</form>", shown, re.DOTALL) if f'value="{rule}"' in each)
    return {name: value for name, value in re.findall(r'name="(rule|place|content_hash|reason)" value="([^"]*)"', form)}


def blockers(app: Flask) -> list[str]:
    with open_room_work(app) as work:
        return [each.problem.rule for each in blocks_activation(findings.list_findings(work, CODE, ["x-1"])["x-1"])]


def test_what_is_typed_is_checked_and_not_saved(app: Flask, author: FlaskClient, filed: None) -> None:
    typed = write_item(ITEM).replace("zwykle dwie minuty", "wszystkie powyższe").replace("\n", "\r\n")
    shown = post(author, "/author/check-item", {"source": typed}, 200)
    assert "mówi o wszystkich pozostałych" in shown and "[all-or-none]" in shown
    assert "Zastąp ją samodzielną opcją" in shown and re.search(r"wiersz \d+", shown)
    assert "<html" not in shown
    with open_room_work(app) as work:
        assert bank.get_item(work, CODE, "x-1").number == 1


@pytest.mark.parametrize("typed", ["", "id: [", "x" * 5000])
def test_what_is_no_item_yet_is_answered_in_words(author: FlaskClient, edition_id: UUID, typed: str) -> None:
    assert "błąd" in post(author, "/author/check-item", {"source": typed}, 200)


def test_the_editor_asks_for_the_check_while_somebody_types(author: FlaskClient, filed: None) -> None:
    shown = page(author, f"{ADDRESS}/edit")
    assert "/author/check-item?" in shown and "[key-hedged]" in shown
    assert "Sprawdzanie zacznie się" in page(author, "/author/new-item")


def test_a_warning_is_left_for_a_reason_that_is_kept_and_shown(app: Flask, author: FlaskClient, filed: None) -> None:
    assert blockers(app) == ["key-hedged"]
    fields = waiver_of(page(author, ADDRESS), "key-hedged") | {"reason": "  Tak mówi   norma. "}
    post(author, f"{ADDRESS}/waivers", fields)
    assert "Tak mówi norma." in page(author, ADDRESS)
    assert blockers(app) == []
    with open_room_work(app) as work:
        (noted,) = [event.facts for event in events(work) if event.tag == "bank.finding.waived"]
    assert noted == {name: fields[name] for name in ("rule", "place")} | {"content": fields["content_hash"]}


def test_another_content_asks_again_and_offers_the_earlier_reason(app: Flask, author: FlaskClient, filed: None) -> None:
    fields = waiver_of(page(author, ADDRESS), "key-hedged")
    post(author, f"{ADDRESS}/waivers", fields | {"reason": "Tak mówi norma."})
    changed = write_item(ITEM).replace("całą dobę", "całą noc")
    post(author, f"{ADDRESS}/edit", {"source": changed, "based_on": "1"})
    assert blockers(app) == ["key-hedged"]
    assert waiver_of(page(author, ADDRESS), "key-hedged")["reason"] == "Tak mówi norma."
    assert "zapisano tymczasem" in post(author, f"{ADDRESS}/waivers", fields | {"reason": "Tak mówi norma."}, 422)


@pytest.mark.parametrize(
    "change", [{"reason": "bo"}, {"reason": "x" * 501}, {"rule": "key-longest"}, {"place": "options.1.text"}], ids=str
)
def test_no_reason_and_no_finding_is_refused(
    app: Flask, author: FlaskClient, filed: None, change: dict[str, object]
) -> None:
    fields = waiver_of(page(author, ADDRESS), "key-hedged") | {"reason": "Tak mówi norma."}
    post(author, f"{ADDRESS}/waivers", fields | change, 422)
    assert blockers(app) == ["key-hedged"]


def test_similar_items_are_found_in_the_whole_bank(app: Flask, author: FlaskClient, filed: None) -> None:
    with open_room_work(app) as work:
        twin = choice(STEM.replace("gościom", "znajomym"), "zwykle dwie minuty", "jedną godzinę", "całą dobę")
        bank.load_items(work, CODE, [replace(twin, id="x-2")])
        work.commit()
    shown = page(author, f"{ADDRESS}/similar")
    assert "pokrywa się z zadaniem x-2" in shown
    post(author, f"{ADDRESS}/waivers", waiver_of(shown, "near-duplicate") | {"reason": "Wersja dla grupy B."})
    assert "Wersja dla grupy B." in page(author, f"{ADDRESS}/similar")
    with open_room_work(app) as work:
        bank.load_items(work, CODE, [replace(twin, id="x-2", enemies=("x-1",))])
        work.commit()
    assert "brak podobnych zadań" in page(author, f"{ADDRESS}/similar")


def test_many_items_are_compared_at_once_with_the_same_outcome(app: Flask, filed: None) -> None:
    with open_room_work(app) as work:
        bank.load_items(work, CODE, [replace(ITEM, id=f"x-{n}") for n in range(2, 8)])
        work.commit()
        codes = [f"x-{n}" for n in range(1, 8)]
        together = findings.list_findings(work, CODE, codes)
        assert all(len(together[code]) == 7 for code in codes)
        alone = findings.list_findings(work, CODE, ["x-3"])["x-3"]
        assert sorted(each.problem.place for each in alone) == sorted(each.problem.place for each in together["x-3"])


def test_a_reviewer_reads_findings_and_gives_no_reasons(visitors: Visitors, filed: None) -> None:
    reviewer = visitors.as_role("reviewer")
    shown = page(reviewer, ADDRESS)
    assert "[key-hedged]" in shown and "/waivers" not in shown
    post(reviewer, f"{ADDRESS}/waivers", {}, 403)
    post(reviewer, "/author/check-item", {"source": ""}, 403)
