"""The report of a rehearsal: one page for people, or JSON."""

import json
from collections.abc import Sequence
from datetime import datetime

from exam_server.core.readiness import Line, Verdict, is_ready
from exam_server.core.text import Text, text
from exam_server.language import say

VERDICTS: dict[Verdict, Text] = {"good": text("good"), "fair": text("look at it"), "bad": text("not good")}
NAME_WIDTH = 58


def to_page(lines: Sequence[Line], seats: int, address: str, when: datetime, language: str) -> str:
    moment = f"{when:%Y-%m-%d %H:%M}"
    head = text("Rehearsal of a room: {seats} seats at {address}, {when}", seats=seats, address=address, when=moment)
    verdict = text("The room is ready.") if is_ready(lines) else text("The room isn't ready.")
    rows = [row for line in lines for row in _rows(line, language)]
    return "\n".join([say(head, language), "", *rows, "", say(verdict, language)])


def _rows(line: Line, language: str) -> list[str]:
    name, shown, verdict = (say(each, language) for each in (line.name, line.shown, VERDICTS[line.verdict]))
    row = f"{name + ':':<{NAME_WIDTH}} {shown}  [{verdict}]"
    return [row, *([f"    {say(line.advice, language)}"] if line.advice else [])]


def to_json(lines: Sequence[Line], seats: int, address: str, when: datetime, language: str) -> str:
    rows = [
        {
            "key": line.key,
            "name": say(line.name, language),
            "shown": say(line.shown, language),
            "verdict": line.verdict,
            "advice": say(line.advice, language) if line.advice else None,
        }
        for line in lines
    ]
    report = {"seats": seats, "address": address, "at": when.isoformat(), "ready": is_ready(lines), "lines": rows}
    return json.dumps(report, ensure_ascii=False, indent=2)
