"""Pictures of items, for the seats that sit them and the staff who read them."""

from flask import Blueprint
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound
from exam_server.formats.image import Picture
from exam_server.services.media import ADDRESS
from exam_server.services.showing_media import find_inspected_picture, get_seats_picture, get_staffs_picture
from exam_server.web.access import allow, find_seat
from exam_server.web.work import open_work

media = Blueprint("media", __name__)
FOR_EVER = 365 * 24 * 3600


@media.get(f"{ADDRESS}<digest>")
@allow("public")
def show_picture(digest: str) -> Response:
    """One address for every page that shows an item, so the view itself looks who asks: a seat first, then staff.

    Whoever may not see it hears the same as about a picture that isn't there.
    """
    found = _find_seats(digest)
    if found is not None:
        # Of an exam nothing stays on a shared PC: the page holds it until it's left, the browser's cache never does.
        return _send(found, "no-store")
    with open_work() as work:
        inspected = find_inspected_picture(work, digest)
        found = inspected or get_staffs_picture(work, digest)
    if inspected:
        return _send(inspected, "no-store")
    return _send(found, f"private, max-age={FOR_EVER}, immutable")


def _find_seats(digest: str) -> Picture | None:
    seat = find_seat()
    if seat is None:
        return None
    try:
        with open_work(*seat) as work:
            return get_seats_picture(work, digest)
    except NotFound:
        return None


def _send(picture: Picture, cache: str) -> Response:
    response = Response(picture.content, mimetype=picture.media_type)
    response.headers["Cache-Control"] = cache
    return response
