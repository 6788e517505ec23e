"""`exam-server qualification`: reads register forms and shows what was understood."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from exam_server.cli.work import open_work
from exam_server.core.edition_differences import Manner, PartChange
from exam_server.core.item_differences import Piece
from exam_server.core.problems import NotFound, Problem
from exam_server.core.qualification import Qualification
from exam_server.core.text import Text, text
from exam_server.formats.qualification_yaml import write_qualification
from exam_server.formats.register_form import read_register_form_bytes
from exam_server.language import say
from exam_server.services.edition_changes import Touched, compare_edition_numbers
from exam_server.services.qualification import adopt_edition, find_edition, short_code

SEVERITIES = {"error": text("error"), "warning": text("warning")}

MANNERS: Mapping[Manner, Text] = {
    "added": text("added"),
    "removed": text("removed"),
    "reworded": text("changed"),
    "renumbered": text("renumbered"),
    "moved": text("renumbered and changed"),
}


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
    _warn(problems, language)
    if found is not None:
        click.echo(_as_json(found, problems, language) if as_json else "\n".join(_outline(found)))
    elif as_json:
        click.echo(_dumped({"problems": _located(problems, language)}))
    if found is None or any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


@qualification.command()
@click.argument("form", type=click.Path(path_type=Path))
@click.option("--code", help="Short name of the qualification in the bank; made from the short name by default.")
def adopt(form: Path, code: str | None) -> None:
    """File a register form as the next edition of its qualification, with the proposed plan; errors block it."""
    found, problems = _read(form)
    for problem in problems:
        click.echo(
            f"{problem.place}:{problem.line}: {say(SEVERITIES[problem.severity])}: {say(problem.message)}", err=True
        )
    if found is None or any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)
    with open_work() as work:
        adopt_edition(work, code or short_code(found), found)
    click.echo(code or short_code(found))


@qualification.command()
@click.argument("code")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write; by default it's printed.")
def export(code: str, output: Path | None) -> None:
    """Write the newest edition of a qualification as qualification.yaml."""
    with open_work(writing=False) as work:
        edition = find_edition(work, code)
    if edition is None:
        raise click.UsageError(say(text("There is no edition of “{code}”.", code=code)))
    content = write_qualification(edition.content)
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_text(content, encoding="utf-8")


@qualification.command()
@click.argument("code")
@click.option("--before", type=int, help="Number of the earlier edition; by default the one before the later.")
@click.option("--after", type=int, help="Number of the later edition; by default the newest.")
@click.option("--language", type=click.Choice(["pl", "en"]), default="pl", show_default=True)
def compare(code: str, before: int | None, after: int | None, language: str) -> None:
    """Print what differs between two editions of a qualification, and what each difference touches."""
    try:
        with open_work(writing=False) as work:
            found = compare_edition_numbers(work, code, before, after)
    except NotFound as missing:
        raise click.UsageError(say(text("There is no edition “{code}”.", code=missing))) from missing
    for name in found.difference.facts:
        click.echo(name)
    for change, touched in zip(found.difference.parts, found.touched, strict=True):
        click.echo(f"{_codes(change)}  {say(MANNERS[change.manner], language)}: {''.join(map(_marked, change.pieces))}")
        for label, names in _touched(touched):
            click.echo(f"    {say(label, language)}: {', '.join(names)}")


def _codes(change: PartChange) -> str:
    """The part's code, both where it changed."""
    return " → ".join(dict.fromkeys(part.code for part in (change.before, change.after) if part))


def _marked(piece: Piece) -> str:
    return {"removed": f"[-{piece.text}-]", "added": f"{{+{piece.text}+}}"}.get(piece.kind, piece.text)


def _touched(touched: Touched) -> Iterator[tuple[Text, tuple[str, ...]]]:
    found = (
        (text("items"), touched.items),
        (text("scenarios"), touched.scenarios),
        (text("cells of blueprints"), tuple("/".join(each) for each in touched.cells)),
        (text("lines of the plan"), touched.plan_lines),
    )
    return (each for each in found if each[1])


def _read(form: Path) -> tuple[Qualification | None, tuple[Problem, ...]]:
    try:
        content = form.read_bytes()
    except OSError as error:
        message = text("The file can't be read: {reason}.", reason=error.strerror or type(error).__name__)
        return None, (Problem(message, 0, str(form)),)
    return read_register_form_bytes(content, str(form))


def _warn(problems: Sequence[Problem], language: str = "pl") -> None:
    for problem in problems:
        severity = say(SEVERITIES[problem.severity], language)
        click.echo(f"{problem.place}:{problem.line}: {severity}: {say(problem.message, language)}", err=True)


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
