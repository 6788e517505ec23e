"""`exam-server bank load`: a bank's files into the database, with a report per item."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from exam_server.cli.bank import DEFAULT, bank
from exam_server.cli.work import open_work
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.bank import Filed
from exam_server.services.content import load_bank
from exam_server.services.reading_content import BankContent, read_bank_contents

__all__ = ["bank"]
Row = dict[str, Any]


@bank.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be taken or refused, and file nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def load(paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """File the banks under PATHS as revisions: an unchanged item makes none, an item with errors is refused."""
    try:
        contents = read_bank_contents(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no question bank at {path}.", path=str(error)))) from error
    filed: dict[str, Filed] = {}
    if not dry_run:
        with open_work() as work:
            filed = {each.code: load_bank(work, each) for each in contents}
    taken = [row for each in contents for row in _taken(each, filed.get(each.code))]
    refused = [
        {"id": refusal.id, "place": refusal.place, "why": words_of(refusal.problems)}
        for each in contents
        for refusal in each.refusals
    ]
    show_report({"format": "yaml", "taken": taken, "changed": [], "refused": refused}, as_json)


def _taken(content: BankContent, filed: Filed | None) -> list[Row]:
    """A row per item; `revision` says what filing it made: new, changed (the next revision), or same (none)."""
    kinds = {item_id: name for name in ("new", "changed", "same") for item_id in getattr(filed or Filed(), name)}
    rows: list[Row] = [
        {"id": item.id, "kind": item.kind, "place": content.places[item.id]} for item in content.bank.items
    ]
    return [row | ({"revision": kinds[row["id"]]} if filed else {}) for row in rows]


def words_of(problems: Sequence[Problem]) -> str:
    return "; ".join(f"{each.line}: {say(each.message)}" if each.line else say(each.message) for each in problems)


def show_report(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for warning in report.get("warnings", ()):
        click.echo(warning, err=True)
    for row in report["refused"]:
        click.echo(f"{row['place']}: {row['id']}: {row['why']}", err=True)
    for row in report["changed"]:
        click.echo(f"{row['place']}: {row['id']}: {' '.join(row['what'])}", err=True)
    for row in report.get("blueprints", ()):
        cells = ", ".join(f"{name}: {count}" for name, count in row["cells"].items())
        click.echo(say(text("Blueprint {id}: {items} items; {cells}.", id=row["id"], items=row["items"], cells=cells)))
    counts = {name: len(report[name]) for name in ("taken", "changed", "refused")}
    click.echo(say(text("Items taken: {taken}; changed: {changed}; refused: {refused}.", **counts)))
