"""`exam-server scenario`: simulation scripts from a terminal."""

from collections.abc import Sequence
from pathlib import Path

import click

from exam_server.cli.work import open_work
from exam_server.core.simulation.rehearsal import BotReport, rehearse
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios, find_scenario

DEFAULT = Path("scenarios")
BOT_NAMES = {"weak": text("weak"), "average": text("average"), "strong": text("strong")}


@click.group()
def scenario() -> None:
    """Scenarios of simulations."""


@scenario.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """List every problem of the scenarios under PATHS; exit 1 if one is an error."""
    try:
        files = check_scenarios(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no scenario at {path}.", path=str(error)))) from error
    problems = [problem for each in files for problem in each.problems]
    for each in problems:
        click.echo(f"{each.place}:{each.line}: {each.severity} [{each.rule}] {say(each.message)}")
    click.echo(_summary(files))
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(1)


@scenario.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def load(paths: tuple[Path, ...]) -> None:
    """File the scenarios under PATHS as revisions; one with errors isn't filed, an unchanged one makes no revision."""
    try:
        files = check_scenarios(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no scenario at {path}.", path=str(error)))) from error
    with open_work() as work:
        filed = load_scenarios(work, files)
    for each in filed:
        click.echo(each)
    if len(filed) < len(files):
        click.echo(_summary(files), err=True)
        raise SystemExit(1)


def _summary(files: Sequence[ScenarioFile]) -> str:
    severities = [problem.severity for each in files for problem in each.problems]
    errors = severities.count("error")
    counts = {"scenarios": len(files), "errors": errors, "warnings": len(severities) - errors}
    return say(text("Scenarios read: {scenarios}; errors: {errors}; warnings: {warnings}.", **counts))


@scenario.command("rehearse")
@click.argument("scenario_id", metavar="ID")
@click.option("--runs", type=click.IntRange(1, 10_000), default=500, show_default=True)
@click.option("--seed", default="1", show_default=True, help="The same seed gives the same report.")
@click.option("--scenarios", "folder", type=click.Path(path_type=Path, exists=True), default=DEFAULT, show_default=True)
def rehearse_scenario(scenario_id: str, runs: int, seed: str, folder: Path) -> None:
    """Walk three bots through the script: mean opportunities offered/taken, then how often each part came up."""
    found = find_scenario((folder,), scenario_id)
    if found is None or found.scenario is None:
        raise click.UsageError(say(text("There is no scenario at {path}.", path=f"{folder}: {scenario_id}")))
    reports = rehearse(found.scenario, runs, seed)
    click.echo(say(text("{runs} runs of each; mean opportunities offered / taken per criterion:", runs=runs)))
    click.echo(_met_table(reports))
    click.echo(say(text("Share of the runs in which a fact was given or a cue played:")))
    click.echo(_parts_table(found.scenario, reports))


def _met_table(reports: Sequence[BotReport]) -> str:
    codes = list(reports[0].met)
    rows = [
        [code, *(f"{each.met[code].offered:.2f} / {each.met[code].taken:.2f}" for each in reports)] for code in codes
    ]
    return _table([_heading(reports), *rows])


def _parts_table(played: Scenario, reports: Sequence[BotReport]) -> str:
    shares = [{**each.facts_given, **each.cues_played} for each in reports]
    parts = [fact.id for fact in played.facts if fact.layer != "never"] + [cue.id for cue in played.cues]
    rows = [[part, *(f"{share[part]:.0%}" for share in shares)] for part in parts]
    return _table([_heading(reports), *rows])


def _heading(reports: Sequence[BotReport]) -> list[str]:
    return ["", *(say(BOT_NAMES[each.bot]) for each in reports)]


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
