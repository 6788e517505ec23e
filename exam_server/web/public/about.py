"""The public page: how the body validates, what it costs, when, and how to appeal (L11)."""

from flask import render_template

from exam_server.core.fees import FEE_WORDS
from exam_server.core.stages import STAGE_METHODS, STAGE_WORDS
from exam_server.services.about import tell_about
from exam_server.web.access import allow
from exam_server.web.public.views import public
from exam_server.web.work import house, open_work

METHOD_WORDS = {method: STAGE_WORDS[kind] for kind, method in STAGE_METHODS.items()}


@public.get("/about")
@allow("public")
def show_about() -> str:
    """No names of people, and no numbers of who enrolled."""
    with open_work() as work:
        about = tell_about(work, house().settings.appeal_days)
    return render_template(
        "public/about.html", about=about, fee_words=FEE_WORDS, method_words=METHOD_WORDS, stage_words=STAGE_WORDS
    )
