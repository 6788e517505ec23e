"""Dossiers as files for a browser: of a case or an exam, with names or with pseudonyms."""

from collections.abc import Callable
from typing import IO

from flask import request
from werkzeug.wrappers import Response

from exam_server.services.dossier import Dossier, open_dossier
from exam_server.web.document_files import folder
from exam_server.web.printing import send_archive
from exam_server.web.work import house, open_work


def send_dossier(write: Callable[[Dossier], None], name: str) -> Response:
    """`?redacted=yes` replaces names. It's made on the disk, in short transactions; its hash goes into the trail."""
    redacted = request.args.get("redacted") == "yes"
    days = house().settings.appeal_days

    def make(file: IO[bytes]) -> None:
        with open_dossier(file) as opened:
            write(Dossier(opened, open_work, folder(), days, redacted))

    return send_archive(make, f"{name}-redacted" if redacted else name)
