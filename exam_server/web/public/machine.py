"""A page that tests a computer before an exam: what the test needs, and what Safe Exam Browser shows to the server."""

from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.seb import CONFIG_HEADER, EXAM_HEADER, browsers_address
from exam_server.services.seb import find_exam_of_hash
from exam_server.web.access import allow
from exam_server.web.public.views import public
from exam_server.web.work import house, open_work

LONGEST = 200


@public.get("/machine")
@allow("public")
def show_machine() -> str:
    """Open to everybody and without a ticket: it's looked at on the day before."""
    settings = house().settings
    return render_template(
        "public/machine.html",
        address=browsers_address(settings.address, ""),
        door=f"{settings.trust_address}/" if settings.tls == "auto" else "",
    )


@public.post("/machine/keys")
@allow("public")
def read_keys() -> Response:
    """What arrived of Safe Exam Browser's keys, to which exam they belong, and the server's clock; keeps nothing."""
    body = request.get_json()
    script = str(body.get("config_key", "") if isinstance(body, dict) else "")[:LONGEST]
    header = request.headers.get(CONFIG_HEADER, "")
    with open_work() as work:
        here, there = (
            browsers_address(house().settings.address, url_for(endpoint))
            for endpoint in ("public.read_keys", "public.show_machine")
        )
        by_header = find_exam_of_hash(work, here, header)
        by_script = find_exam_of_hash(work, there, script)
        now = work.now
    return jsonify(
        config_header=bool(header),
        exam_header=EXAM_HEADER in request.headers,
        header_exam=by_header,
        script_exam=by_script,
        now=now.isoformat(timespec="milliseconds"),
    )
