"""`exam-server bank`: checking the question bank; loading, importing and exporting stand in `bank_files`."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from exam_server.cli.testwise import as_rows, as_table
from exam_server.core.lint import remedy_of
from exam_server.core.problems import Problem
from exam_server.core.testwise import Outcome, play
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.reading import BankFolder, read_banks

DEFAULT = Path("question_bank")


@click.group()
def bank() -> None:
    """The question bank."""


@bank.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--testwise", is_flag=True, help="Play strategies that don't read the matter against the bank.")
def check(paths: tuple[Path, ...], as_json: bool, testwise: bool) -> None:
    """List every problem of items, stimuli and sources under PATHS; exit 1 if one is an error.

    With --testwise also if the interval of a strategy shows that it comes further from chance than 5 points.
    """
    try:
        banks = read_banks(paths or (DEFAULT,))
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no question bank at {path}.", path=str(error)))) from error
    problems = [problem for each in banks for problem in each.problems]
    outcomes = play([item for each in banks for item in each.bank.items]) if testwise else ()
    click.echo(_as_json(banks, problems, outcomes) if as_json else _as_text(banks, problems))
    if outcomes and not as_json:
        click.echo(as_table(outcomes))
    wrong = any(problem.severity == "error" for problem in problems)
    if wrong or any(each.verdict == "beyond" for each in outcomes):
        raise SystemExit(1)


def _counts(banks: Sequence[BankFolder], problems: Sequence[Problem]) -> dict[str, int]:
    errors = sum(problem.severity == "error" for problem in problems)
    items = sum(len(each.bank.items) for each in banks)
    return {"items": items, "errors": errors, "warnings": len(problems) - errors}


def _as_json(banks: Sequence[BankFolder], problems: Sequence[Problem], outcomes: Sequence[Outcome]) -> str:
    rows = [
        {
            "place": problem.place,
            "line": problem.line,
            "severity": problem.severity,
            "rule": problem.rule,
            "message": say(problem.message),
            "remedy": _remedy(problem),
        }
        for problem in problems
    ]
    bench = {"testwise": as_rows(outcomes)} if outcomes else {}
    return json.dumps(_counts(banks, problems) | {"problems": rows} | bench, ensure_ascii=False, indent=2)


def _where(problem: Problem) -> str:
    """File and line; what is said of a folder or a picture has no line."""
    return f"{problem.place}:{problem.line}" if problem.line else problem.place


def _remedy(problem: Problem) -> str:
    remedy = remedy_of(problem.rule)
    return say(remedy) if remedy else ""


def _as_text(banks: Sequence[BankFolder], problems: Sequence[Problem]) -> str:
    lines = [
        f"{_where(each)}: {each.severity} [{each.rule}] {say(each.message)} {_remedy(each)}".rstrip()
        for each in problems
    ]
    summary = text("Items read: {items}; errors: {errors}; warnings: {warnings}.", **_counts(banks, problems))
    return "\n".join([*lines, say(summary)])
