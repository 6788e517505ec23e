"""Real files of other systems, for tests that a machine can run which has them; they aren't ours to ship."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("EXAM_SAMPLES", "../shared/samples"))


def sample_files(format_name: str, *endings: str) -> list[object]:
    """The files of a format with these endings; without any at hand, one skipped case that says so."""
    found = sorted(path for path in (FOLDER / format_name).rglob("*") if path.suffix in endings)
    skipped = pytest.param(
        Path(), marks=pytest.mark.skip(reason="the real files aren't here; name them by EXAM_SAMPLES")
    )
    return list(found) or [skipped]
