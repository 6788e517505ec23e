"""`exam-server bank load|import|export`: items between files and the database, with a report per item."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from exam_server.cli.bank import DEFAULT, bank
from exam_server.cli.work import open_work, refusals_exit
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.bank import Filed
from exam_server.services.content import load_bank
from exam_server.services.importing import check_item_file, choose_bank, file_item, known_codes, write_items
from exam_server.services.media import known_pictures
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
        {"id": refusal.id, "place": refusal.place, "why": _why(refusal.problems)}
        for each in contents
        for refusal in each.refusals
    ]
    _show({"format": "yaml", "taken": taken, "changed": [], "refused": refused}, as_json)


def _taken(content: BankContent, filed: Filed | None) -> list[Row]:
    """A row per item; `revision` says what filing it made: new, changed (the next revision), or same (none)."""
    kinds = {item_id: name for name in ("new", "changed", "same") for item_id in getattr(filed or Filed(), name)}
    rows: list[Row] = [
        {"id": item.id, "kind": item.kind, "place": content.places[item.id]} for item in content.bank.items
    ]
    return [row | ({"revision": kinds[row["id"]]} if filed else {}) for row in rows]


@bank.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "format_name", type=click.Choice(["auto", "yaml"]), default="auto", show_default=True)
@click.option("--bank", "code", help="The qualification whose bank takes the item; needed where there are several.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken or refused, and file nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_file(file: Path, format_name: str, code: str | None, dry_run: bool, as_json: bool) -> None:
    """File one item from FILE. The exit code is 1 if it can't be read as an item."""
    report: dict[str, list[Row] | str] = {"format": "yaml", "taken": [], "changed": [], "refused": []}
    if dry_run:
        read = check_item_file(file)
    else:
        with open_work(writing=False) as work, refusals_exit():
            code = choose_bank(work, code)
            read = check_item_file(file, known_codes(work, code), known_pictures(work))
    item = read.item
    if item is None or read.errors:
        report["refused"] = [{"id": item.id if item else file.stem, "place": str(file), "why": _why(read.errors)}]
    else:
        report["taken"] = [{"id": item.id, "kind": item.kind, "place": str(file)}]
        if code is not None and not dry_run:
            with open_work() as work:
                file_item(work, code, read)
    _show(report, as_json)
    if not report["taken"]:
        raise SystemExit(1)


@bank.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "format_name", type=click.Choice(["yaml"]), default="yaml", show_default=True)
@click.option("--bank", "code", help="The qualification whose bank is written; needed where there are several.")
def export(folder: Path, format_name: str, code: str | None) -> None:
    """Write every item's current revision into FOLDER, by outcome."""
    with open_work(writing=False) as work, refusals_exit():
        count = write_items(work, choose_bank(work, code), folder)
    click.echo(say(text("Items written: {count}.", count=count)))


def _why(problems: Sequence[Problem]) -> str:
    return "; ".join(f"{each.line}: {say(each.message)}" if each.line else say(each.message) for each in problems)


def _show(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for row in report["refused"]:
        click.echo(f"{row['place']}: {row['id']}: {row['why']}", err=True)
    counts = {"taken": len(report["taken"]), "refused": len(report["refused"])}
    click.echo(say(text("Items taken: {taken}; refused: {refused}.", **counts)))
