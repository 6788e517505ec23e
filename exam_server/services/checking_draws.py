"""Checking a draw from outside: a manifest's file is all that it needs, no database and no bank."""

from dataclasses import dataclass
from pathlib import Path

from exam_server.core.assembly import Check, Manifest, check_manifest, seal_digest
from exam_server.core.problems import Problem
from exam_server.formats.manifest import read_manifest


@dataclass(frozen=True)
class CheckedDraw:
    """A manifest, the commitment to what was fixed at its draw, and what drawing it again showed."""

    manifest: Manifest
    sealed: str
    check: Check


def check_draw(path: Path) -> tuple[CheckedDraw | None, tuple[Problem, ...]]:
    """Draw the manifest's forms again; None and why where the file can't be read as one."""
    manifest, stated, problems = read_manifest(path.read_text(encoding="utf-8", errors="replace"), str(path))
    if manifest is None:
        return None, problems
    return CheckedDraw(manifest, seal_digest(manifest.sealed), check_manifest(manifest, stated)), ()
