"""`exam-server draw`: test forms from a blueprint and the bank's files."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from exam_server.core.assembly import Draw, TestForm
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.drawing import UnreadableBlueprint, draw_from_files

DEFAULT = Path("question_bank")


@click.command()
@click.option("--blueprint", required=True, help="A blueprint's id or file.")
@click.option("--count", type=click.IntRange(1, 10_000), required=True, help="How many forms.")
@click.option("--seed", required=True, help="The same seed gives the same forms.")
@click.option("--bank", type=click.Path(path_type=Path), default=DEFAULT, show_default=True, help="Where banks are.")
@click.option("--json", "as_json", is_flag=True, help="Print the forms as JSON.")
def draw(blueprint: str, count: int, seed: str, bank: Path, as_json: bool) -> None:
    """Draw test forms; exit 1 where the blueprint can't be read or filled."""
    try:
        result = draw_from_files(bank, blueprint, seed, count)
    except FileNotFoundError as error:
        raise click.UsageError(say(text("There is no blueprint {blueprint}.", blueprint=str(error)))) from error
    except UnreadableBlueprint as error:
        for problem in error.problems:
            click.echo(f"{problem.place}:{problem.line}: {problem.severity} {say(problem.message)}", err=True)
        raise SystemExit(1) from error
    except Refused as refusal:
        click.echo(" ".join(map(say, (refusal.what, refusal.why, refusal.remedy))), err=True)
        raise SystemExit(1) from refusal
    click.echo(json.dumps(_plain(result), ensure_ascii=False, indent=2) if as_json else _table(result))


def _plain(result: Draw) -> dict[str, Any]:
    return {
        "blueprint": result.blueprint,
        "seed": result.seed,
        "pool_digest": result.pool_digest,
        "forms": [_plain_form(form) for form in result.forms],
    }


def _plain_form(form: TestForm) -> dict[str, Any]:
    return {
        "number": form.number,
        "digest": form.digest,
        "expected_facility": form.expected_facility,
        "expected_seconds": form.expected_seconds,
        "items": [
            {
                "id": item.id,
                "revision": item.revision,
                "kind": item.kind,
                "criteria": list(item.criteria),
                "cell": item.cell,
                "options": list(item.options),
                "reason": say(item.reason),
            }
            for item in form.items
        ],
    }


def _table(result: Draw) -> str:
    used = Counter(item.id for form in result.forms for item in form.items)
    heading = text("Blueprint {blueprint}, seed {seed}, pool {pool}", **_names(result))
    columns = text("form  items  expected facility  minutes  digest")
    rows = [
        f"{form.number:>4}  {len(form.items):>5}  {form.expected_facility:>17.3f}"
        f"  {form.expected_seconds / 60:>7.1f}  {form.digest[:16]}"
        for form in result.forms
    ]
    summary = text(
        "Target facility {target}; items used: {used}, each {least} to {most} times.",
        target=f"{result.target_facility:.3f}",
        used=len(used),
        least=min(used.values()),
        most=max(used.values()),
    )
    return "\n".join([say(heading), say(columns), *rows, say(summary)])


def _names(result: Draw) -> dict[str, str]:
    return {"blueprint": result.blueprint, "seed": result.seed, "pool": result.pool_digest[:16]}
