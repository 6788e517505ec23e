"""The candidate's briefing before and during their encounter, and what they write in it; nothing else of the script."""

from dataclasses import asdict
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.services import own_encounter, writing_products
from exam_server.services.writing_products import LONGEST
from exam_server.web.access import allow
from exam_server.web.candidate.views import candidate
from exam_server.web.language import speak
from exam_server.web.work import open_work


class DraftWords(BaseModel):
    """What stands in a product's field now."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: str = Field(max_length=LONGEST)


@candidate.get("/simulation/briefing")
@allow("encounter.own")
def show_briefing() -> str:
    """Situation, tasks, materials and the preparation's clock; before it's opened, that it isn't."""
    with open_work() as work:
        own = own_encounter.find_briefing(work)
        products = writing_products.list_own(work)
    return render_template("candidate/briefing.html", own=own, products=products)


@candidate.get("/simulation/now")
@allow("encounter.own")
def read_clock() -> dict[str, Any]:
    """Where the candidate's encounter and its clock stand."""
    with open_work() as work:
        return asdict(own_encounter.read_own_clock(work))


@candidate.get("/simulation/<int:station>/products/<product>")
@allow("encounter.own")
def show_product(station: int, product: str) -> str:
    """The card that the candidate fills in, or what they handed in."""
    return _page(station, product)


@candidate.post("/simulation/<int:station>/products/<product>")
@allow("encounter.own")
def give_product(station: int, product: str) -> Response | str | tuple[str, int]:
    """Keep it, or hand it in for good."""
    words = request.form.get("words", "").replace("\r\n", "\n")
    give = writing_products.hand_in_own if request.form.get("act") == "hand_in" else writing_products.keep_own
    try:
        with open_work() as work:
            give(work, station, product, words)
    except Refused as refused:
        return _page(station, product, words, refused), 422
    return redirect(url_for("candidate.show_product", station=station, product=product))


@candidate.put("/simulation/<int:station>/products/<product>/draft")
@allow("encounter.own")
def save_product(station: int, product: str) -> dict[str, Any]:
    """What the page saves by itself while the candidate writes."""
    try:
        draft = DraftWords.model_validate(request.get_json())
    except ValidationError:
        abort(400)
    with open_work() as work:
        writing_products.keep_own(work, station, product, draft.words)
    return {"saved": True}


def _page(station: int, product: str, words: str | None = None, refused: Refused | None = None) -> str:
    """`words`: those that were sent and refused, unless the text has been taken in meanwhile."""
    with open_work() as work:
        own, clock = writing_products.get_own(work, station, product), own_encounter.read_own_clock(work)
    why = " ".join(map(speak, (refused.what, refused.why, refused.remedy))) if refused else ""
    shown = own.words if words is None or own.taken_in else words
    return render_template(
        "candidate/product.html", product=own, words=shown, refusal=why, longest=LONGEST, clock=clock
    )
