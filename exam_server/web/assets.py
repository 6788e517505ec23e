"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("static")


@cache
def release() -> str:
    """One fingerprint over all static files: modules import each other by relative addresses, so they share it."""
    total = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:12]
