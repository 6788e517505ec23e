"""Drafts of forms: kept over themselves, their author's alone, ended by saving, and told apart in the audit trail."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exam_server.core.problems import NotFound, Refused
from exam_server.services import drafts, item_forms
from exam_server.services.bank import get_item
from exam_server.services.drafts import Form
from exam_server.services.work import Actor
from exam_server.store.tables import AuditEventRow
from tests.making import CODE, OwnWork, make_bank, make_edition, make_player

FORM = Form(CODE, "item", "hb-1a1-001", 1)


@pytest.fixture
def authors(work: OwnWork) -> dict[str, Actor]:
    make_edition(work)
    make_bank(work)
    made = {login: Actor(make_player(work, login), roles=frozenset({"author"})) for login in ("adam", "aniela")}
    work.commit()
    return made


def tags(work: OwnWork) -> list[str]:
    return [each.tag for each in work.session.scalars(select(AuditEventRow)) if each.tag.startswith("bank.draft")]


def keep(work: OwnWork, draft: UUID, stem: str, form: Form = FORM) -> None:
    drafts.keep_draft(work, draft, form, {"stem": stem})
    work.commit()


def test_a_draft_is_kept_over_itself_and_leaves_one_event(work: OwnWork, authors: dict[str, Actor]) -> None:
    work.actor, draft = authors["adam"], uuid4()
    for stem in ("Co", "Co robi", "Co robi doradca?"):
        keep(work, draft, stem)
    assert [each.fields for each in drafts.list_drafts(work, CODE, "item", FORM.code)] == [{"stem": "Co robi doradca?"}]
    assert drafts.list_drafts(work, CODE, "item", "") == []
    assert tags(work) == ["bank.draft.begun"]
    drafts.drop_draft(work, draft)
    work.commit()
    assert tags(work) == ["bank.draft.begun", "bank.draft.dropped"]


def test_nobody_else_sees_or_changes_a_draft(work: OwnWork, authors: dict[str, Actor]) -> None:
    work.actor, draft = authors["adam"], uuid4()
    keep(work, draft, "moje")
    work.actor = authors["aniela"]
    assert drafts.list_drafts(work, CODE, "item", FORM.code) == []
    for act in (lambda: drafts.get_draft(work, draft), lambda: drafts.drop_draft(work, draft)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        drafts.keep_draft(work, draft, FORM, {"stem": "cudze"})
    drafts.end_draft(work, draft)
    work.actor = authors["adam"]
    assert drafts.get_draft(work, draft).fields == {"stem": "moje"}
    assert drafts.list_others(work, FORM) == []


def test_saving_a_form_is_filed_and_a_stale_one_is_refused(work: OwnWork, authors: dict[str, Actor]) -> None:
    work.actor = authors["adam"]
    fields = item_forms.form_of(work, get_item(work, CODE, FORM.code)) | {"stem": "Nowa treść?", "sources": "herbata"}
    checked, saved = item_forms.save_fields(work, CODE, FORM.code, fields, 1)
    work.commit()
    assert saved.number == 2 and not checked.errors
    with pytest.raises(Refused):
        item_forms.save_fields(work, CODE, FORM.code, fields | {"stem": "Inna?"}, 1)
