"""A bot candidate walks the real way on a real server, and remembers only what the server really has."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from bench.herd import announce_start, enter, leave, seat_bots
from bench.room import ITEMS, Room, make_room
from bench.serving import served
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import start_together
from tests.begun import Begun

pytestmark = pytest.mark.xdist_group("serve")


def test_a_bot_walks_from_the_ticket_to_the_receipt_and_knows_what_is_saved(set_up: Begun, tmp_path: Path) -> None:
    room = make_room(set_up.copy_to(tmp_path), 2)
    with served(room.environment) as serving:
        bots = seat_bots(room, serving.address)
        asyncio.run(sit(bots, room, serving.address))
    assert [bot.troubles for bot in bots] == [[], []]
    known = {(given.sequence, given.position, json.dumps(given.response)) for given in bots[0].acknowledged}
    assert len(known) == ITEMS
    assert known <= saved_in(tmp_path)
    assert all('id="closed-data"' in bot.page for bot in bots)


async def sit(bots: list[Candidate], room: Room, address: str) -> None:
    await enter(bots)
    for bot in bots:
        bot.data["lobby_seconds"] = 0.1
    waits, failures = await start_together(bots, lambda: announce_start(room, address))
    assert (len(waits), failures) == (len(bots), 0)
    for bot in bots:
        bot.read_test()
        for position, response in bot.responses(ITEMS):
            await bot.save(position, response)
        await bot.flag(3)
        await bot.beat()
        await bot.hand_in()
    leave(bots)


def saved_in(instance: Path) -> set[tuple[int, int, str]]:
    with sqlite3.connect(f"file:{instance / 'exam.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("select sequence, position, response from response_event where status = 'saved'")
        return {(sequence, position, json.dumps(json.loads(response))) for sequence, position, response in rows}
