"""A notice's row and where it stands."""

from collections.abc import Mapping
from typing import cast

from exam_server.core.notices import NoticeState, PostStep, Standing
from exam_server.store.tables import NoticeRow


def standing_of(row: NoticeRow) -> Standing:
    return Standing(
        cast(NoticeState, row.state),
        row.queued_at,
        row.due_at,
        row.attempts,
        row.claimed_until,
        cast(PostStep, row.trouble) if row.trouble else None,
        row.code,
        row.ended_at,
    )


def columns_of(standing: Standing) -> Mapping[str, object]:
    """The columns that say where a notice stands."""
    return {
        "state": standing.state,
        "queued_at": standing.queued_at,
        "due_at": standing.due_at,
        "attempts": standing.attempts,
        "claimed_until": standing.claimed_until,
        "trouble": standing.trouble or "",
        "code": standing.code,
        "ended_at": standing.ended_at,
    }


def put(row: NoticeRow, standing: Standing) -> None:
    """Write where a notice stands into its row, within `record()`."""
    for name, value in columns_of(standing).items():
        setattr(row, name, value)
