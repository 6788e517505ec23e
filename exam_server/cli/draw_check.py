"""`exam-server draw --manifest FILE`: the forms of a published draw, drawn again and compared."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.language import say
from exam_server.services.checking_draws import CheckedDraw, check_draw

PARTS: Mapping[str, Text] = {
    "draw": text("as drawn"),
    "withdrawal": text("after a withdrawal"),
    "seat": text("at the seat"),
}


def check_manifest_file(path: Path, as_json: bool) -> None:
    """Print per form whether it's the same; exit 1 where anything isn't."""
    checked, problems = check_draw(path)
    if as_json:
        click.echo(json.dumps(_plain(checked, problems), ensure_ascii=False, indent=2))
    else:
        for line in _lines(checked) if checked else _told(problems):
            click.echo(line)
    if checked is None or not checked.check.holds:
        raise SystemExit(1)


def _plain(checked: CheckedDraw | None, problems: Iterable[Problem]) -> dict[str, Any]:
    if checked is None:
        return {"holds": False, "forms": [], "problems": [*_told(problems)]}
    sealed = checked.manifest.sealed
    return {
        "exam": sealed.exam,
        "method": sealed.method,
        "sealed": checked.sealed,
        "commitments": {each.role: each.digest for each in sealed.commitments},
        "forms": [
            {"part": each.part, "number": each.number, "published": each.published, "redrawn": each.redrawn}
            | {"same": each.same}
            for each in checked.check.forms
        ],
        "problems": [say(each) for each in checked.check.problems],
        "holds": checked.check.holds,
    }


def _told(problems: Iterable[Problem]) -> list[str]:
    return [f"{each.place}:{each.line}: {say(each.message)}" for each in problems]


def _lines(checked: CheckedDraw) -> list[str]:
    sealed, forms = checked.manifest.sealed, checked.check.forms
    seal = text("sealed part of the manifest")
    lines = [say(text("Exam {exam}, drawn by {method}", exam=sealed.exam, method=sealed.method))]
    lines += [say(text("Compare with what was published before the start:"))]
    lines += [f"  {each.digest}  {each.role}" for each in sealed.commitments] + [f"  {checked.sealed}  {say(seal)}"]
    for each in forms:
        verdict = text("the same") if each.same else text("NOT the same")
        lines.append(f"{each.number:>4}  {each.redrawn or '–':<64}  {say(PARTS[each.part])}: {say(verdict)}")
    lines += [say(each) for each in checked.check.problems]
    counted = text("The same: {same} of {all}.", same=sum(each.same for each in forms), all=len(forms))
    verdict = text("The draw holds.") if checked.check.holds else text("The draw does NOT hold.")
    return [*lines, f"{say(verdict)} {say(counted)}"]
