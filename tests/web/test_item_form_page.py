"""The form of an item: it saves what was typed as a revision, shows it as candidates see it, and loses nothing."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from authoring import author, edition_id, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from exam_server.core.bank import Item, Kind
from exam_server.formats.item_form import write_fields
from exam_server.services import bank
from exam_server.web.author.openapi import KEPT
from tests.kinds import EVERY_KIND
from tests.making import CODE
from tests.visiting import Visitors, holder_csrf

__all__ = ["author", "edition_id"]
ITEM = "/author/items/hb-1a1-001"


def filed(app: Flask, code: str = "hb-1a1-001") -> Item:
    with open_room_work(app) as work:
        return bank.get_item(work, CODE, code).item


def typed(item: Item, **others: object) -> dict[str, object]:
    """What a browser sends of an item's form."""
    fields: dict[str, object] = dict(write_fields(item))
    fields |= {name: str(fields[name]).split() for name in ("criteria", "sources")}
    return fields | {"based_on": "1", "draft": str(uuid4())} | others


@pytest.mark.parametrize("kind", sorted(EVERY_KIND))
def test_an_item_of_each_kind_is_written_in_the_form(
    app: Flask, author: FlaskClient, edition_id: UUID, kind: Kind
) -> None:
    item = EVERY_KIND[kind].item
    begun = page(author, f"/author/new-item/form?kind={kind}&criterion=1A1")
    assert f'name="kind" value="{kind}"' in begun
    post(author, "/author/new-item/form", typed(item, based_on="0"))
    saved = filed(app, item.id)
    assert saved.status == "draft" and saved.stem == item.stem
    assert (saved.options, saved.pairs, saved.gaps, saved.guide) == (item.options, item.pairs, item.gaps, item.guide)
    again = page(author, f"/author/items/{item.id}/form")
    assert item.stem in again and "1 z 1" in again


def test_what_the_form_shows_saves_the_same_item(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    shown = author.get(f"{ITEM}/form").get_data(as_text=True)
    before = filed(app)
    fields = {name: value for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', shown)}
    assert fields["options.0.id"] == before.options[0].id
    post(author, f"{ITEM}/form", typed(before, sources=["herbata-1"]))
    assert filed(app) == replace(before, sources=("herbata-1",), status="review"), "an approved item is reviewed again"


def test_errors_stand_at_their_places_and_nothing_is_saved(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    wrong = typed(filed(app), **{"options.1.text": "", "difficulty": "łatwe", "stem": "Nowa treść?"})
    shown = post(author, f"{ITEM}/form", wrong, 422)
    assert re.search(r'id="findings-difficulty"[^>]*><p class="finding finding-error">', shown)
    assert re.search(r'id="findings-options\.1\.text"[^>]*><p class="finding finding-error">', shown)
    assert "Nowa treść?" in shown and 'value="łatwe"' in shown
    assert filed(app).stem != "Nowa treść?"


def test_rows_and_kinds_change_without_a_script(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    item = filed(app)
    added = post(author, f"{ITEM}/form", typed(item, act="options.add"), 200)
    assert f'name="options.{len(item.options)}.text"' in added
    changed = post(author, f"{ITEM}/form", typed(item, act="kind", new_kind="matching"), 200)
    assert f'name="kept.{item.kind}.options.0.text"' in changed and 'name="pairs.2.left"' in changed
    assert "Odpowiedzi:" in changed


def test_typing_is_checked_and_previewed_by_the_candidates_template(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    looked_at = {"preview_theme": "night", "preview_size": "larger", "preview_language": "en"}
    shown = post(author, "/author/check-form", typed(filed(app), stem="Czy **to** widać?", **looked_at), 200)
    assert "<strong>to</strong>" in shown and 'data-theme="night" data-text-size="larger"' in shown
    assert "Choose one." in shown, "the preview speaks the language that was chosen for it"
    assert "Tak widzą je kandydaci" in shown and filed(app).stem != "Czy **to** widać?"


def test_an_order_is_previewed_shuffled_as_candidates_get_it_and_stands_still_while_somebody_types(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    item = EVERY_KIND["ordering"].item
    right = [option.text for option in item.options]

    def previewed(stem: str) -> list[str]:
        shown = post(author, "/author/check-form", typed(item, stem=stem), 200)
        return sorted(right, key=shown.partition("data-order")[2].index)

    assert previewed("Ułóż.") == previewed("Ułóż kroki.") != right


def test_the_source_is_the_other_view_of_what_was_typed(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = post(author, f"{ITEM}/form", typed(filed(app), act="source", stem="Inna treść?"), 200)
    assert "stem: Inna treść?" in source and 'action="/author/items/hb-1a1-001/edit' in source
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", source, re.DOTALL)
    assert text is not None
    back = post(author, f"{ITEM}/edit", {"source": text[1], "based_on": "1", "act": "form"}, 200)
    assert "Inna treść?" in back and 'id="item-form"' in back


def test_who_saves_second_sees_both_versions_word_by_word(
    app: Flask, author: FlaskClient, edition_id: UUID, visitors: Visitors
) -> None:
    item = filed(app)
    post(author, f"{ITEM}/form", typed(item, stem="Która z herbat jest zielona?", sources=["herbata-1"]))
    shown = post(author, f"{ITEM}/form", typed(item, stem="Która z herbat jest czarna?", sources=["herbata-1"]), 409)
    assert re.search(r"<del>.*zielona.*</del><ins>.*czarna.*</ins>", shown)
    assert 'name="based_on" value="2"' in shown
    post(author, f"{ITEM}/form", typed(item, stem="Która z herbat jest czarna?", based_on="2", sources=["herbata-1"]))
    assert filed(app).stem == "Która z herbat jest czarna?"


def keep(
    client: FlaskClient, draft: UUID, fields: dict[str, str], status: int = 200, **others: object
) -> dict[str, object]:
    sent = {"subject": "item", "code": "hb-1a1-001", "based_on": 1, "fields": fields} | others
    answer = client.put(f"/author/drafts/{draft}", json=sent, headers={"X-CSRF-Token": holder_csrf(client)})
    assert answer.status_code == status, answer.get_data(as_text=True)
    if status == 200:
        Draft202012Validator(KEPT).validate(answer.get_json())
    return dict(answer.get_json())


def test_a_draft_is_offered_to_its_author_and_taken_up(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    draft, fields = uuid4(), write_fields(filed(app)) | {"stem": "Dopiero zaczęte"}
    keep(author, draft, fields)
    assert keep(author, draft, fields)["number"] == 1
    offered = page(author, f"{ITEM}/form")
    assert f"draft={draft}" in offered and "Dopiero zaczęte" not in offered
    taken = page(author, f"{ITEM}/form?draft={draft}")
    assert "Dopiero zaczęte" in taken and f'name="draft" value="{draft}"' in taken
    post(author, f"{ITEM}/form", typed(filed(app), draft=str(draft), stem="Zapisane?", sources=["herbata-1"]))
    assert str(draft) not in page(author, f"{ITEM}/form"), "saving ends the draft"


def test_a_draft_is_its_authors_alone(app: Flask, author: FlaskClient, edition_id: UUID, visitors: Visitors) -> None:
    draft = uuid4()
    keep(author, draft, {"stem": "moje"})
    stranger = visitors.as_player("aniela")
    keep(stranger, draft, {"stem": "cudze"}, 404)
    page(stranger, f"{ITEM}/form?draft={draft}", 404)
    post(stranger, f"/author/drafts/{draft}/drop", {}, 404)
    others = keep(stranger, uuid4(), {"stem": "cudze"})["others"]
    assert isinstance(others, list) and [each["name"] for each in others] == ["Adam Autorski"]
    post(author, f"/author/drafts/{draft}/drop", {})
    assert str(draft) not in page(author, f"{ITEM}/form")


@pytest.mark.parametrize(
    "sent",
    [{"subject": "exam"}, {"code": 7}, {"based_on": True}, {"based_on": -1}, {"fields": {"stem": 1}}, {"fields": []}],
)
def test_what_is_no_draft_is_refused(
    app: Flask, author: FlaskClient, edition_id: UUID, sent: dict[str, object]
) -> None:
    keep(author, uuid4(), sent.pop("fields", {}), 422, **sent)


def test_too_long_a_draft_is_refused(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    keep(author, uuid4(), {"stem": "x" * 400_001}, 422)
