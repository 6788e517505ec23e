"""The page of an item's form, and its part that follows the typing: preview, findings, choices to give points for."""

from typing import Any
from uuid import UUID

from flask import g, render_template, request, url_for

from exam_server.core.delivery import PresentedItem
from exam_server.core.item_differences import diff_items
from exam_server.core.text import Text
from exam_server.formats.item_form import Fields, fill_up, row_numbers
from exam_server.formats.item_schema import PARTS
from exam_server.language import LANGUAGES
from exam_server.services import drafts, item_forms
from exam_server.services.bank import get_item
from exam_server.services.citations import list_sources
from exam_server.services.drafts import Form
from exam_server.services.item_forms import Checked
from exam_server.services.item_preview import preview_item
from exam_server.services.qualification import Edition
from exam_server.services.stimuli import list_stimuli
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.author.form_fields import place_problems, typed_fields
from exam_server.web.author.item_page import name_place
from exam_server.web.author.room import author, get_chosen
from exam_server.web.items import place_of
from exam_server.web.language import TEXT_SIZES, THEMES, current_language, current_text_size, current_theme
from exam_server.web.work import open_work

MOST_REASON = 500


@author.post("/check-form")
@allow("bank.write")
def check_typed_form() -> str:
    """What the form comes to as it's typed now: how candidates see it, and what the check finds; nothing is saved."""
    fields = typed_fields()
    with open_work() as work:
        edition = get_chosen(work)
        live = _live(work, edition, fields, item_forms.check_fields(work, edition.code, fields))
    return render_template("author/_form_live.html", edition=edition, **live)


def show_form(form: Form, fields: Fields, draft: UUID, checked: Checked | None = None, **shown: Any) -> str:
    """The page with these fields; `shown`: what else it says, such as a refusal or what a change left aside."""
    filled = fill_up(fields)
    with open_work() as work:
        edition = get_chosen(work)
        others = drafts.list_others(work, form)
        waiting = drafts.list_drafts(work, form.qualification, form.subject, form.code)
        checked = checked or item_forms.check_fields(work, edition.code, filled)
        live = _live(work, edition, filled, checked)
        sources, stimuli = list_sources(work, edition.code), list_stimuli(work, edition.code)
        current = _current(work, form, checked) if "refusal" in shown else {}
        based_on = current["current"].number if current else form.based_on
    return render_template(
        "author/item_form.html",
        edition=edition,
        form_of=form,
        code=form.code,
        based_on=based_on,
        draft=draft,
        waiting=[each for each in waiting if each.id != draft],
        others=others,
        sources=sources,
        stimuli=stimuli,
        themes=THEMES[:3],
        **current,
        **live,
        **shown,
    )


def show_source(form: Form, source: str, draft: UUID) -> str:
    """The same item as its file, in the editor of texts."""
    with open_work() as work:
        edition = get_chosen(work)
    return render_template(
        "author/item_edit.html",
        edition=edition,
        code=form.code,
        source=source,
        based_on=form.based_on,
        draft=draft,
        problems=(),
        errors=[],
    )


def _live(work: Work, edition: Edition, fields: Fields, checked: Checked) -> dict[str, Any]:
    presented, unfit = preview_item(work, edition.code, checked.item)
    placed = place_problems(checked.problems, fields)
    return {
        "f": fields,
        "part": PARTS[checked.item.kind],
        "kind": checked.item.kind,
        "rows": row_numbers,
        "placed": placed,
        "problems": checked.problems,
        "errors": [(each.place or "item-form", each.message) for each in checked.errors],
        "choices": item_forms.choices_of(checked.item),
        "preview_html": _preview(presented, unfit),
        "preview": preview_choice(),
    }


def preview_choice() -> dict[str, str]:
    """How the author wants to look at the preview; by default as at the page itself."""

    def choose(name: str, known: tuple[str, ...], otherwise: str) -> str:
        wanted = request.form.get(f"preview_{name}", "")
        return wanted if wanted in known else otherwise

    return {
        "theme": choose("theme", THEMES[:3], current_theme()),
        "size": choose("size", TEXT_SIZES, current_text_size()),
        "language": choose("language", tuple(LANGUAGES), current_language()),
    }


def _preview(presented: PresentedItem | None, unfit: Text | None) -> str:
    """By the candidates' own template, in the language that was chosen for it."""
    before = g.get("language")
    g.language = preview_choice()["language"]
    try:
        return render_template("author/_preview.html", item=presented, unfit=unfit, place=place_of(1, 1))
    finally:
        g.language = before


def _current(work: Work, form: Form, checked: Checked) -> dict[str, Any]:
    """What somebody else has saved meanwhile, beside what was typed here."""
    filed = get_item(work, form.qualification, form.code)
    return {
        "current": filed,
        "differences": diff_items(filed.item, checked.item),
        "name_difference": name_place,
        "current_address": url_for("author.edit_item_form", code=form.code, qualification=form.qualification),
    }
