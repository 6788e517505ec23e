"""`exam-server bank load|import|export`: items between files and the database, with a report per item."""

import json
from pathlib import Path
from typing import Any

import click

from exam_server.cli.bank import DEFAULT, bank
from exam_server.cli.work import open_work
from exam_server.core.text import text
from exam_server.formats.item_yaml import read_item, write_item
from exam_server.language import say
from exam_server.services.bank import list_items, load_items
from exam_server.services.content import load_bank, sound_items
from exam_server.services.reading import BankFolder, read_banks

__all__ = ["bank"]
YAML = click.Choice(["auto", "yaml"])


@bank.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be filed, and file nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def load(paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """File the banks under PATHS as revisions: an unchanged item makes none, an item with errors is refused."""
    try:
        banks = read_banks(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no question bank at {path}.", path=str(error)))) from error
    if not dry_run:
        with open_work() as work:
            for each in banks:
                load_bank(work, each)
    _show(_report(banks), as_json)


@bank.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "format_name", type=YAML, default="auto", show_default=True)
@click.option("--bank", "code", required=True, help="The qualification whose bank takes the item.")
@click.option("--dry-run", is_flag=True, help="Say what would be filed, and file nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_file(file: Path, format_name: str, code: str, dry_run: bool, as_json: bool) -> None:
    """File one item from FILE. The exit code is 1 if the file can't be read as an item."""
    item, problems = read_item(file.read_text(encoding="utf-8", errors="replace"), str(file))
    errors = [problem for problem in problems if problem.severity == "error"]
    report: dict[str, Any] = {"format": "yaml", "taken": [], "changed": [], "refused": []}
    if item is None or errors:
        report["refused"] = [
            {"id": file.stem, "place": f"{each.place}:{each.line}", "why": say(each.message)} for each in errors
        ]
    else:
        report["taken"] = [{"id": item.id, "kind": item.kind, "place": str(file)}]
        if not dry_run:
            with open_work() as work:
                load_items(work, code, [item])
    _show(report, as_json)
    if not report["taken"]:
        raise SystemExit(1)


@bank.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "format_name", type=click.Choice(["yaml"]), default="yaml", show_default=True)
@click.option("--bank", "code", required=True, help="The qualification whose bank is written.")
def export(folder: Path, format_name: str, code: str) -> None:
    """Write every item's current revision into FOLDER, by outcome."""
    with open_work(writing=False) as work:
        items = [filed.item for filed in list_items(work, code)]
    for item in items:
        place = folder / (item.criteria[0][:2] if item.criteria else "none")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{item.id}.yaml").write_text(write_item(item), encoding="utf-8")
    click.echo(say(text("Items written: {count}.", count=len(items))))


def _report(banks: tuple[BankFolder, ...]) -> dict[str, Any]:
    """The fixed shape: a row per item that was taken or refused; our own format changes nothing on the way."""
    taken = [
        {"id": item.id, "kind": item.kind, "place": str(each.folder)} for each in banks for item in sound_items(each)
    ]
    refused = [
        {"id": Path(problem.place).stem, "place": f"{problem.place}:{problem.line}", "why": say(problem.message)}
        for each in banks
        for problem in each.problems
        if problem.severity == "error"
    ]
    return {"format": "yaml", "taken": taken, "changed": [], "refused": refused}


def _show(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for row in report["refused"]:
        click.echo(f"{row['place']}: {row['id']}: {row['why']}", err=True)
    counts = {"taken": len(report["taken"]), "refused": len(report["refused"])}
    click.echo(say(text("Items taken: {taken}; refused: {refused}.", **counts)))
