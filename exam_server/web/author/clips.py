"""Clips of vignettes in the author's room: what is there, and bringing another one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.formats.clip import LARGEST
from exam_server.services import clips as services
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.author.room import author
from exam_server.web.work import open_work


@author.get("/clips")
@allow("bank.read")
def list_clips() -> str:
    with open_work() as work:
        found = services.list_clips(work)
    return render_template("author/clips.html", clips=found, limit=LARGEST // 2**20)


@author.post("/clips")
@allow("bank.write")
def take_clip() -> Response:
    file = request.files.get("clip")
    with acting(text("The clip is filed; name it in a vignette by its digest.")) as work:
        services.take_clip(work, request.form.get("title", ""), file.read() if file else b"")
    return redirect(url_for("author.list_clips"))
