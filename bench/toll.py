"""What the database really has beside what candidates were told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text

from bench.room import Room
from exam_server.cli.rehearsal.candidate import Candidate, Given

SAVED = """
select sitting.form_digest, event.epoch, event.sequence, event.position, event.response
from response_event event join sitting on sitting.id = event.sitting_id where event.status = 'saved'
"""
COUNTING = """
select sitting.form_digest, response.position, response.epoch, response.sequence
from response join sitting on sitting.id = response.sitting_id
"""


@dataclass(frozen=True)
class Toll:
    """What a series of kills left: acknowledged saves, those that the database doesn't have, and other troubles."""

    kills: int
    acknowledged: int
    lost: tuple[str, ...]
    troubles: tuple[str, ...]


def take_toll(room: Room, bots: Sequence[Candidate], kills: int) -> Toll:
    """Read the database as a newcomer does: each acknowledged save must be kept, and the newest of an item count."""
    kept, counting = _read(room.database_url or f"sqlite:///{room.instance / 'exam.sqlite'}")
    lost = [
        f"{bot.data['form'][:8]} {given.epoch}.{given.sequence}"
        for bot in bots
        for given in bot.acknowledged
        if not _is_kept(bot.data["form"], given, kept, counting)
    ]
    troubles = [trouble for bot in bots for trouble in bot.troubles]
    return Toll(kills, sum(len(bot.acknowledged) for bot in bots), tuple(lost), tuple(troubles))


def _read(url: str) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """(form, epoch, sequence) → (position, response); (form, position) → the (epoch, sequence) that counts."""
    engine = create_engine(url)
    with engine.connect() as connection:
        kept = {tuple(row[:3]): (row[3], json.loads(row[4])) for row in connection.execute(text(SAVED))}
        counting = {tuple(row[:2]): tuple(row[2:]) for row in connection.execute(text(COUNTING))}
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("pragma integrity_check").scalar() != "ok":
            raise RuntimeError("the database file is damaged")
    engine.dispose()
    return kept, counting


def _is_kept(form: str, given: Given, kept: Mapping[Any, Any], counting: Mapping[Any, Any]) -> bool:
    there = kept.get((form, given.epoch, given.sequence)) == (given.position, given.response)
    return there and counting.get((form, given.position), (0, 0)) >= (given.epoch, given.sequence)
