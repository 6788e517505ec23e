"""An item's statistics for its authors: each revision that was sat, its choices with curves, doubts about the key."""

from itertools import product

from flask import render_template
from werkzeug.wrappers import Response

from exam_server.core.bank import Item
from exam_server.core.scoring import unforeseen
from exam_server.core.text import text
from exam_server.services.statistics import measure_item
from exam_server.services.statistics_files import write_choices
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.printing import send_file
from exam_server.web.statistics import SUSPICIONS, describe_item, draw_curves, say_result
from exam_server.web.work import open_work


@author.get("/items/<code>/statistics")
@allow("bank.read")
def show_item_statistics(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        measured = measure_item(work, edition.code, code)
    return render_template(
        "author/item_statistics.html",
        edition=edition,
        code=code,
        measured=measured,
        facts_of=describe_item,
        draw_curves=draw_curves,
        texts_of=_texts_of,
        say_result=say_result,
        doubts=SUSPICIONS,
    )


@author.get("/items/<code>/statistics.csv")
@allow("bank.read")
def export_item_statistics(code: str) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        measured = measure_item(work, edition.code, code)
    return send_file(write_choices(measured, speak), "text/csv; charset=utf-8", f"{code}-statistics.csv")


def _texts_of(item: Item) -> dict[str, str]:
    """What stands behind the ids of an item's choices (`core.scoring.chosen`); pairs are said by both their sides."""
    found = {option.id: option.text for option in item.options}
    found |= {f"{gap.id} {option.id}": option.text for gap in item.gaps for option in gap.options}
    for left, right in product((pair for pair in item.pairs if pair.left), item.pairs):
        id = left.id if left == right else f"{left.id} {right.id}"
        found[id] = f"{left.left} – {right.right}"
    return found | {id: speak(text("any other text")) for id in unforeseen(item)}
