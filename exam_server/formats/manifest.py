"""A draw's manifest as a JSON file that outsiders read: its fields, and the digest of them all."""

import json
from math import isfinite

from pydantic import ValidationError

from exam_server.core.assembly import Manifest, manifest_digest, other_method
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain

DIGEST = "digest"


def write_manifest(manifest: Manifest) -> str:
    return json.dumps(to_plain(manifest) | {DIGEST: manifest_digest(manifest)}, ensure_ascii=False, indent=1) + "\n"


def _finite(number: str) -> float:
    """Python reads NaN and infinity, which JSON doesn't have, and numbers that are too large for it as infinity."""
    if not isfinite(value := float(number)):
        raise ValueError(number)
    return value


def read_manifest(source: str, place: str = "") -> tuple[Manifest | None, str, tuple[Problem, ...]]:
    """The manifest and the digest that it states, or None and why; a field that nobody knows is refused too.

    What was drawn by another method may have other fields: that's said, instead of calling them wrong.
    """
    try:
        plain = json.loads(source, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        return None, "", (Problem(text("The manifest isn't valid JSON."), line, place, "manifest"),)
    stated = plain.pop(DIGEST, None) if isinstance(plain, dict) else None
    try:
        manifest = from_plain(Manifest, plain)
    except (ValidationError, RecursionError):
        return None, "", (Problem(text("This isn't the manifest of a draw."), 1, place, "manifest"),)
    if other := other_method(manifest.sealed.method):
        return None, "", (Problem(other, 1, place, "manifest"),)
    if to_plain(manifest) != plain or not isinstance(stated, str):
        return None, "", (Problem(text("The manifest has fields that don't belong to it."), 1, place, "manifest"),)
    return manifest, stated, ()
