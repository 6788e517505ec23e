"""What if the key of a contested item were another one: the same page for the office and for who decides."""

from uuid import UUID

from flask import render_template, request

from exam_server.formats.ruling_fields import is_said, read_ruling
from exam_server.services.appeal_keys import get_contested, weigh_key
from exam_server.web.ruling_words import VERDICTS, field_words, fields_of
from exam_server.web.work import open_work


def show_key_page(appeal_id: UUID, address: str, back: str) -> str:
    """`address` is the page's own, `back` that of the appeal; with a ruling in the address, whom it would change."""
    fields = fields_of(request.args)
    with open_work() as work:
        found = get_contested(work, appeal_id)
        asked = is_said(fields)
        ruling, refusals = read_ruling(found.item, fields) if asked else (found.holds, ())
        preview = weigh_key(work, appeal_id, ruling) if asked and not refusals else None
    return render_template(
        "commission/appeal_key.html",
        found=found,
        address=address,
        back=back,
        refusals=refusals,
        preview=preview,
        verdicts=VERDICTS,
        **field_words(found.item, ruling, found.holds, fields if refusals else None),
    )
