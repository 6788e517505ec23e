"""The program of the process that looks for substitutes: an errand on its standard input, its plans on its output."""

import json
import os
import sys

from sqlalchemy.orm import Session

from exam_server.core.problems import Refused
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.opening import new_id, open_database
from exam_server.services.substituting import Errand, plan_substitutes
from exam_server.services.substituting_apart import LINES, dump_plans
from exam_server.services.tokens import Keys
from exam_server.services.work import Actor, Work

NICE = 10
"""Saves come first, also where there's one processor."""


def main() -> int:
    """It reads the database and writes nothing there; a line for each step that is done, the last with the answer."""
    os.nice(NICE)
    given = json.load(sys.stdin)
    errand, keys = from_plain(Errand, given["errand"]), Keys(bytes.fromhex(given["secret"]))
    database = open_database(given["url"])
    with Session(database.engine) as session:
        work = Work(database, session, Actor(), database.now(session), errand.organisation_id, new_id)
        try:
            plans = plan_substitutes(work, keys, errand, lambda done, total: _say({"done": done, "total": total}))
            _say({"plans": dump_plans(plans)})
        except Refused as refused:
            _say({"refused": [to_plain(each) for each in (refused.what, refused.why, refused.remedy)]})
    return 0


def _say(line: LINES) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - the answer's way to the server


if __name__ == "__main__":
    sys.exit(main())
