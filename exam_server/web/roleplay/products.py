"""What candidates wrote in an encounter: what came in, and typing in what stands on paper."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import simulation, writing_products
from exam_server.services.simulation import PLAYERS
from exam_server.services.writing_products import LONGEST
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.roleplay.views import roleplay
from exam_server.web.work import open_work


@roleplay.get("/encounters/<uuid:encounter_id>/products")
@allow("encounter.play")
def list_products(encounter_id: UUID) -> str:
    return _page(encounter_id)


@roleplay.post("/encounters/<uuid:encounter_id>/products/<product>")
@allow("encounter.play")
def type_product(encounter_id: UUID, product: str) -> Response | str | tuple[str, int]:
    """Take in a text from paper; a refusal keeps what was typed on the page."""
    words = request.form.get("words", "").replace("\r\n", "\n")
    try:
        with open_work() as work:
            writing_products.type_in(work, encounter_id, product, words)
    except Refused as refused:
        flash_refusal(refused)
        return _page(encounter_id, product, words), 422
    flash_done(text("The text is taken in; it waits for its markers."))
    return redirect(url_for("roleplay.list_products", encounter_id=encounter_id))


def _page(encounter_id: UUID, typed: str = "", words: str = "") -> str:
    with open_work() as work:
        encounter = simulation.get_encounter(work, encounter_id, PLAYERS)
        products = writing_products.list_typed(work, encounter_id)
    return render_template(
        "roleplay/products.html",
        encounter=encounter,
        products=products,
        typed={typed: words},
        longest=LONGEST,
    )
