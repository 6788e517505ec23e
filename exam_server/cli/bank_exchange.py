"""`exam-server bank import|export`: items between other systems' files and the database, with a report per item."""

from collections.abc import Sequence
from pathlib import Path

import click

from exam_server.cli.bank import bank
from exam_server.cli.bank_files import Row, show_report, words_of
from exam_server.cli.work import open_work, refusals_exit
from exam_server.core.exchange import EXPORTED, IMPORTED, Brought, Outgoing, Written
from exam_server.core.problems import NotFound, Problem
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.bringing import Line, compare_intake, file_drafts, items_to_file, taken_ids
from exam_server.services.bringing_blueprints import BlueprintLine, compare_blueprints, file_blueprints
from exam_server.services.importing import check_item_file, choose_bank, file_item, known_codes, write_items
from exam_server.services.media import known_pictures
from exam_server.services.reading_apart import Intake, read_apart
from exam_server.services.sending import gather_bank, gather_test, write_export
from exam_server.services.work import Work

__all__ = ["bank"]
OURS = (".yaml", ".yml")
ZIP = ".zip"


@bank.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "format_name", type=click.Choice(["auto", *IMPORTED]), default="auto", show_default=True)
@click.option("--bank", "code", help="The qualification whose bank takes the items; needed where there are several.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken or refused, and file nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_file(file: Path, format_name: str, code: str | None, dry_run: bool, as_json: bool) -> None:
    """File the items of FILE: one of our own, or drafts from another system. Exit code 1: it can't be read."""
    if file.suffix.lower() in OURS and format_name in ("auto", "yaml"):
        report, readable = _import_own(file, code, dry_run)
    else:
        report, readable = _import_foreign(file, format_name, code, dry_run)
    show_report(report, as_json)
    if not readable:
        raise SystemExit(1)


def _import_own(file: Path, code: str | None, dry_run: bool) -> tuple[Row, bool]:
    """One item's file, with the pictures that lie beside it."""
    if dry_run:
        read = check_item_file(file)
    else:
        with open_work(writing=False) as work, refusals_exit():
            code = choose_bank(work, code)
            read = check_item_file(file, known_codes(work, code), known_pictures(work))
    item = read.item
    if item is None or read.errors:
        return _unreadable("yaml", item.id if item else file.stem, file, words_of(read.errors)), False
    if code is not None and not dry_run:
        with open_work() as work:
            file_item(work, code, read)
    row = {"id": item.id, "kind": item.kind, "place": str(file)}
    return {"format": "yaml", "taken": [row], "changed": [], "refused": [], "warnings": []}, True


def _import_foreign(file: Path, format_name: str, code: str | None, dry_run: bool) -> tuple[Row, bool]:
    intake = read_apart(file.read_bytes(), str(file), format_name)
    if not intake.is_readable:
        errors = [each for each in intake.problems if each.severity == "error"]
        return _unreadable(intake.format, file.stem, file, words_of(errors)), False
    if dry_run:
        tests = tuple(BlueprintLine(each, "new") for each in intake.blueprints)
        return _report(intake, [Line(each) for each in intake.items], tests), True
    with open_work() as work, refusals_exit():
        chosen = choose_bank(work, code)
        lines = compare_intake(work, chosen, intake)
        every = {line.brought.id: "revision" for line in lines}
        items = items_to_file(lines, every, taken_ids(work, chosen))  # type: ignore[arg-type]
        tests = compare_blueprints(work, chosen, intake)
        if items:
            file_drafts(work, chosen, intake, items)
        file_blueprints(work, chosen, [each.blueprint for each in tests if each.is_fileable])
    return _report(intake, lines, tests), True


def _report(intake: Intake, lines: Sequence[Line], tests: Sequence[BlueprintLine]) -> Row:
    brought = [line.brought for line in lines]
    return {
        "format": intake.format,
        "taken": [_row(each) for each in brought if each.outcome == "taken"],
        "changed": [
            _row(each) | {"what": list(map(say, each.changes))} for each in brought if each.outcome == "changed"
        ],
        "refused": [
            {"id": each.id, "place": each.place, "why": "; ".join(map(say, each.refused))}
            for each in brought
            if each.outcome == "refused"
        ],
        "blueprints": [_blueprint(each) for each in tests],
        "warnings": [_warning(each) for each in intake.problems],
    }


def _blueprint(line: BlueprintLine) -> Row:
    made = line.blueprint
    cells = {cell.criterion or cell.outcome or str(cell.set): cell.minimum for cell in made.cells}
    about = {"id": made.id, "title": made.title, "items": made.total, "minutes": made.minutes, "cells": cells}
    return about | {"what": list(map(say, line.changes))}


def _row(brought: Brought) -> Row:
    return {"id": brought.id, "kind": brought.item.kind if brought.item else "", "place": brought.place}


def _warning(problem: Problem) -> str:
    return f"{problem.place}:{problem.line}: {say(problem.message)}"


def _unreadable(format_name: str, name: str, file: Path, why: str) -> Row:
    refused = [{"id": name, "place": str(file), "why": why}]
    return {"format": format_name, "taken": [], "changed": [], "refused": refused, "warnings": []}


@bank.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(EXPORTED), default="yaml", show_default=True)
@click.option("--bank", "code", help="The qualification whose bank is written; needed where there are several.")
@click.option("--blueprint", help="Write its test and the items that it draws from instead; QTI knows tests.")
def export(path: Path, format_name: str, code: str | None, blueprint: str | None) -> None:
    """Write every item's current revision: YAML into a folder PATH by outcome (or one .zip), else one file PATH."""
    with open_work(writing=False) as work, refusals_exit():
        chosen = choose_bank(work, code)
        if format_name == "yaml" and path.suffix != ZIP and not blueprint:
            click.echo(say(text("Items written: {count}.", count=write_items(work, chosen, path))))
            return
        outgoing = _gather_test(work, chosen, blueprint) if blueprint else gather_bank(work, chosen)
    written = write_export(outgoing, format_name)
    path.write_bytes(written.content)
    _show_losses(written)
    click.echo(say(text("Items written: {count}.", count=len(outgoing.items) - len(written.left_out))))


def _gather_test(work: Work, chosen: str, blueprint: str) -> Outgoing:
    try:
        return gather_test(work, chosen, blueprint)
    except NotFound as missing:
        message = text("The bank has no blueprint {blueprint}.", blueprint=blueprint)
        raise click.BadParameter(say(message), param_hint="--blueprint") from missing


def _show_losses(written: Written) -> None:
    for item_id, reasons in written.left_out.items():
        message = text("{id} isn't in the file: {why}", id=item_id, why=" ".join(map(say, reasons)))
        click.echo(say(message), err=True)
    for item_id, losses in written.losses.items():
        click.echo(f"{item_id}: {' '.join(map(say, losses))}", err=True)
    for blueprint_id, unsaid in written.unsaid.items():
        click.echo(f"{blueprint_id}: {' '.join(map(say, unsaid))}", err=True)
