"""Whom another key of a contested item would change, for the office."""

from uuid import UUID

from flask import url_for

from exam_server.web.access import allow
from exam_server.web.appeal_key_page import show_key_page
from exam_server.web.office.views import office


@office.get("/appeals/<uuid:appeal_id>/key")
@allow("appeal.manage")
def weigh_appeal_key(appeal_id: UUID) -> str:
    return show_key_page(
        appeal_id,
        url_for("office.weigh_appeal_key", appeal_id=appeal_id),
        url_for("office.show_one_appeal", appeal_id=appeal_id),
        hearing=False,
    )
