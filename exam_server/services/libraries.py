"""Since when this installation has the libraries that it has: what repairs they lack, no server can know."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

STAMP = "installed-run"
"""What `deploy/bootstrap.sh` leaves in the environment when it has installed the libraries of a release."""
LONGEST_TERM = timedelta(days=90)
"""Within which every known gap is closed by the document of security."""


def find_unchanged_since(environment: Path, now: datetime) -> datetime | None:
    """When they were installed, where that's longer ago than the longest term; None, too, where nothing says when."""
    try:
        installed_at = datetime.fromtimestamp((environment / STAMP).stat().st_mtime, UTC)
    except OSError:
        return None
    return installed_at if now - installed_at > LONGEST_TERM else None
