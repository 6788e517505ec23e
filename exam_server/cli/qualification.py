"""`exam-server qualification`: reads register forms and shows what was understood."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from exam_server.core.problems import Problem
from exam_server.core.qualification import Qualification
from exam_server.core.text import text
from exam_server.formats.register_form import read_register_form_bytes
from exam_server.language import say

SEVERITIES = {"error": text("error"), "warning": text("warning")}


@click.group()
def qualification() -> None:
    """Qualifications and their register forms."""


@qualification.command()
@click.argument("form", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the structure as JSON.")
@click.option("--language", type=click.Choice(["pl", "en"]), default="pl", show_default=True)
def read(form: Path, as_json: bool, language: str) -> None:
    """Read a register form (text, Markdown or HTML) and print its structure.

    Problems go to stderr with their lines. The exit code is 1 if the form is refused or has errors.
    """
    found, problems = _read(form)
    for problem in problems:
        severity = say(SEVERITIES[problem.severity], language)
        click.echo(f"{problem.place}:{problem.line}: {severity}: {say(problem.message, language)}", err=True)
    if found is not None:
        click.echo(_as_json(found, problems, language) if as_json else "\n".join(_outline(found)))
    elif as_json:
        click.echo(_dumped({"problems": _located(problems, language)}))
    if found is None or any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def _read(form: Path) -> tuple[Qualification | None, tuple[Problem, ...]]:
    try:
        content = form.read_bytes()
    except OSError as error:
        message = text("The file can't be read: {reason}.", reason=error.strerror or type(error).__name__)
        return None, (Problem(message, 0, str(form)),)
    return read_register_form_bytes(content, str(form))


def _as_json(found: Qualification, problems: Sequence[Problem], language: str) -> str:
    return _dumped({**dataclasses.asdict(found), "problems": _located(problems, language)})


def _located(problems: Sequence[Problem], language: str) -> list[dict[str, Any]]:
    return [{"line": problem.line, "message": say(problem.message, language)} for problem in problems]


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _outline(found: Qualification) -> list[str]:
    lines = [found.name]
    for each in found.sets:
        lines.append(f"{each.number}. {each.name}")
        for outcome in each.outcomes:
            lines.append(f"  {outcome.code} {outcome.text}")
            lines.extend(f"    {criterion.code} {criterion.text}" for criterion in outcome.criteria)
    return lines
