"""What a room's list needs to prepare a tablet for a day without a network: a worker, pages, keys for its file."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from flask import Response, current_app, g

from exam_server.services.tablet_files import tablet_keys
from exam_server.web.assets import find_asset, release
from exam_server.web.work import house

PROGRAM = "js/tablet/worker.js"
STYLES = (
    "css/staff.css",
    "css/assessor.css",
    "css/simulation.css",
    "fonts/atkinson-hyperlegible-next-subset-wght-normal.woff2",
)
"""What the pages of every room with tablets load; the pages themselves are kept when the day is loaded."""
KEPT_SECONDS = 600


@dataclass(frozen=True)
class TabletDay:
    """Whose tablet it is, what seals its logs in a file without the server, and pages beside the encounters'."""

    viewer: str
    file_keys: dict[str, str]
    pages: list[str] = field(default_factory=list)


def tablet_day(pages: Sequence[str] = ()) -> TabletDay:
    viewer = str(g.actor.account_id)
    return TabletDay(viewer, tablet_keys(house().keys, UUID(viewer)), list(pages))


def worker_program(*scripts: str) -> Response:
    """The service worker of a room whose pages load these scripts; it holds nothing of anybody."""
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    program = find_asset(PROGRAM)
    if program is None:
        raise FileNotFoundError(PROGRAM)
    values = {"RELEASE": release(), "FILES": [asset(name) for name in (*STYLES, *scripts)]}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    response = Response(head.encode() + program.content, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
