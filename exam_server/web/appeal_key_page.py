"""What if the key of a contested item were another one: whom it changes for the office, how many for who decides."""

from uuid import UUID

from flask import render_template, request

from exam_server.formats.ruling_fields import is_said, read_ruling
from exam_server.services.appeal_keys import count_key, get_contested, require_own_view, weigh_key
from exam_server.web.ruling_words import VERDICTS, field_words, fields_of
from exam_server.web.work import open_work


def show_key_page(appeal_id: UUID, address: str, back: str, *, hearing: bool) -> str:
    """`address` is the page's own, `back` that of the appeal; with a ruling in the address, what it would change.

    `hearing`: for who decides on the appeal, so with counts alone. Raises Refused before their own view is sealed.
    """
    fields = fields_of(request.args)
    with open_work() as work:
        if hearing:
            require_own_view(work, appeal_id)
        found = get_contested(work, appeal_id)
        asked = is_said(fields)
        ruling, refusals = read_ruling(found.item, fields) if asked else (found.holds, ())
        weighed = asked and not refusals
        preview = weigh_key(work, appeal_id, ruling) if weighed and not hearing else None
        counts = count_key(work, appeal_id, ruling) if weighed and hearing else None
    return render_template(
        "commission/appeal_key.html",
        found=found,
        address=address,
        back=back,
        refusals=refusals,
        preview=preview,
        counts=counts,
        hearing=hearing,
        verdicts=VERDICTS,
        **field_words(found.item, ruling, found.holds, fields if refusals else None),
    )
