"""`exam-server scenario`: simulation scripts from a terminal."""

from collections.abc import Sequence
from pathlib import Path

import click

from exam_server.cli.scenario_rehearsal import DEFAULT, rehearse_scenario
from exam_server.cli.work import open_work
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios


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
    """File the scenarios under PATHS as revisions, but for retired ones and those with errors; the same makes none."""
    try:
        files = check_scenarios(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no scenario at {path}.", path=str(error)))) from error
    with open_work() as work:
        filed = load_scenarios(work, files)
    for each in filed:
        click.echo(each)
    if any(problem.severity == "error" for each in files for problem in each.problems):
        click.echo(_summary(files), err=True)
        raise SystemExit(1)


def _summary(files: Sequence[ScenarioFile]) -> str:
    severities = [problem.severity for each in files for problem in each.problems]
    errors = severities.count("error")
    counts = {"scenarios": len(files), "errors": errors, "warnings": len(severities) - errors}
    return say(text("Scenarios read: {scenarios}; errors: {errors}; warnings: {warnings}.", **counts))


scenario.add_command(rehearse_scenario)
