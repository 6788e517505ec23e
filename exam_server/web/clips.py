"""Clips of vignettes, for the staff who write, review and rate them."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from exam_server.services.clips import get_clip
from exam_server.web.access import allow
from exam_server.web.headers import PART_HEADERS
from exam_server.web.media import FOR_EVER
from exam_server.web.work import open_work

clips = Blueprint("clips", __name__)


@clips.get("/clips/<digest>")
@allow("clip.play")
def play_clip(digest: str) -> Response:
    """The whole clip, or the part that a player asks for: some play nothing without parts."""
    with open_work() as work:
        clip = get_clip(work, digest)
    response = Response(clip.content, mimetype=clip.media_type, headers=PART_HEADERS)
    response.headers["Cache-Control"] = f"private, max-age={FOR_EVER}, immutable"
    response.headers["Content-Disposition"] = "inline"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(clip.content))
