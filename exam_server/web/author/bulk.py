"""Acts on many items: first a preview of what will be done and what is left alone, then the act, then its undoing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.bank import Status
from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.retagging import Manner, Retagging
from exam_server.core.text import Text, text
from exam_server.services import workflow
from exam_server.services.item_list import list_codes
from exam_server.services.item_standing import list_placed
from exam_server.services.retagging import preview_retagging, retag_items
from exam_server.services.work import Work
from exam_server.services.workflow import Act
from exam_server.web.access import allow
from exam_server.web.author.items import FILTERS, read_filter
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.words import STATUSES
from exam_server.web.language import speak
from exam_server.web.work import open_work

MOST = 500
SHOWN = 10
PRACTICE: Mapping[str, Text] = {
    "practice": text("give away for practice"),
    "no_practice": text("take back from practice"),
}
CRITERIA: Mapping[str, Manner] = {"add_criterion": "add", "remove_criterion": "remove", "replace_criterion": "replace"}
OF_WRITERS = frozenset({*PRACTICE, *CRITERIA})
NAMES: Mapping[Manner, Text] = {
    "add": text("add criterion {criterion}"),
    "remove": text("remove criterion {criterion}"),
    "replace": text("replace criterion {criterion} by {by}"),
}


@dataclass(frozen=True)
class Asked:
    """What is to be done (`active`, `practice`, `add_criterion`…), with which items and why.

    `change` is what an act on criteria does.
    """

    act: str
    codes: Sequence[str]
    reason: str
    change: Retagging | None


@author.post("/items/bulk")
@allow("bank.move")
def preview_bulk() -> str:
    with open_work() as work:
        edition = get_chosen(work)
        asked = _asked(work, edition.code)
        act = _preview(work, edition.code, asked)
    return render_template(
        "author/bulk.html", edition=edition, asked=asked, act=act, words=_name(asked), listed=_kept()
    )


@author.post("/items/bulk/do")
@allow("bank.move")
def do_bulk() -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        asked = _asked(work, edition.code)
        act = _do(work, edition.code, asked)
    return _back(edition.code, act, text("Changed: {done}.", done=len(act.done)))


@author.post("/items/acts/<uuid:act_id>/undo")
@allow("bank.move")
def undo_bulk(act_id: UUID) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        act = workflow.undo_act(work, act_id)
    return _back(edition.code, act, text("Taken back: {done}.", done=len(act.done)))


def _back(qualification: str, act: Act, words: Text) -> Response:
    """The list with its filter; items that were left alone are named with the first of the reasons."""
    if act.done:
        flash(speak(words), "saved")
    if act.held:
        named = "; ".join(f"{each.code}: {speak(each.why[0])}" for each in act.held[:SHOWN])
        flash(speak(text("Left as they are ({count}): {items}", count=len(act.held), items=named)), "waiting")
    return redirect(url_for("author.list_items", qualification=qualification, **_kept()))  # type: ignore[arg-type]


def _kept() -> dict[str, str]:
    """The list's filter and order, as the form brings them along."""
    return {name: value for name in (*FILTERS, "sort") if (value := request.form.get(f"list-{name}", ""))}


def _asked(work: Work, qualification: str) -> Asked:
    """Raises Refused for an unknown act, for no items, and for more than `MOST` of them."""
    act = request.form.get("act", "")
    if request.form.get("scope") == "all":
        wanted = read_filter({name: request.form.get(f"list-{name}", "") for name in FILTERS})
        codes = list_codes(work, qualification, wanted, MOST + 1)
    else:
        codes = request.form.getlist("codes")
    if act not in STATUSES and act not in OF_WRITERS:
        raise Refused(text("Nothing was changed."), text("There is no such act."), text("Choose one from the list."))
    if act in OF_WRITERS and not may(work.actor.roles, "bank.write"):
        abort(403)
    if not codes or len(codes) > MOST:
        raise Refused(
            text("Nothing was changed."),
            text("No items are selected, or more than {most}.", most=MOST),
            text("Select items, or narrow the filter."),
        )
    return Asked(act, codes, request.form.get("reason", "")[:2000], _change(act))


def _change(act: str) -> Retagging | None:
    if act not in CRITERIA:
        return None
    criterion, by = (request.form.get(name, "").strip()[:20] for name in ("criterion", "by"))
    return Retagging(CRITERIA[act], criterion, by if act == "replace_criterion" else "")


def _preview(work: Work, qualification: str, asked: Asked) -> Act:
    if asked.change:
        return preview_retagging(work, qualification, asked.codes, asked.change)
    if asked.act in PRACTICE:
        return workflow.sort_practice(list_placed(work, qualification, asked.codes), asked.act == "practice")
    return workflow.preview_move(work, qualification, asked.codes, cast(Status, asked.act), asked.reason)


def _do(work: Work, qualification: str, asked: Asked) -> Act:
    if asked.change:
        return retag_items(work, qualification, asked.codes, asked.change, asked.reason)
    if asked.act in PRACTICE:
        return workflow.give_practice(work, qualification, asked.codes, asked.act == "practice", asked.reason)
    return workflow.move_items(work, qualification, asked.codes, cast(Status, asked.act), asked.reason)


def _name(asked: Asked) -> str:
    if change := asked.change:
        return speak(replace(NAMES[change.manner], values=vars(change)))
    return speak(PRACTICE[asked.act]) if asked.act in PRACTICE else speak(STATUSES[cast(Status, asked.act)][1])
