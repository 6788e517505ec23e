"""An exam's draw for everybody who wants to check it: as a page, as data, and the manifest once it's shown."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, render_template, url_for

from exam_server.services.publishing import Publication, export_manifest, get_publication
from exam_server.web.access import allow
from exam_server.web.printing import send_file
from exam_server.web.public.views import public
from exam_server.web.work import open_work


@public.get("/exams/<uuid:exam_id>/draw")
@allow("public")
def show_draw(exam_id: UUID) -> str:
    """No personal data: seats have numbers, and who contributed is office or chair."""
    return render_template("public/draw.html", draw=_published(exam_id))


@public.get("/exams/<uuid:exam_id>/draw.json")
@allow("public")
def read_draw(exam_id: UUID) -> Response:
    return jsonify(_plain(_published(exam_id)))


@public.get("/exams/<uuid:exam_id>/draw/manifest.json")
@allow("public")
def download_manifest(exam_id: UUID) -> Response:
    """For `exam-server draw --manifest`; refused while somebody may still have to sit."""
    with open_work() as work:
        content = export_manifest(work, exam_id)
    return send_file(content.encode(), "application/json", f"manifest-{exam_id}.json")


def _published(exam_id: UUID) -> Publication:
    with open_work() as work:
        return get_publication(work, exam_id)


def _plain(draw: Publication) -> dict[str, Any]:
    secrets = {each.role: each for each in draw.secrets}
    return {
        "exam": str(draw.exam_id),
        "with_chair": draw.with_chair,
        "contributions": [
            {"role": each.role, "commitment": each.commitment, "given_at": each.given_at.isoformat()}
            | ({"words": shown.words, "salt": shown.salt} if (shown := secrets.get(each.role)) else {})
            for each in draw.given
        ],
        "drawn_at": draw.drawn_at.isoformat() if draw.drawn_at else None,
        "sealed": draw.sealed,
        "forms": [{"number": each.number, "seat": each.seat or None, "digest": each.digest} for each in draw.forms],
        "substitutions": [
            {
                "at": each.at.isoformat(),
                "changes": [{"form": n, "before": old, "after": new} for n, old, new in each.changes],
            }
            | {"kept": list(each.kept)}
            for each in draw.substitutions
        ],
        "waits_for": draw.waits_for,
        "shown_at": draw.shown_at.isoformat() if draw.shown_at else None,
        "manifest": url_for("public.download_manifest", exam_id=draw.exam_id) if draw.shown_at else None,
    }
