"""`exam-server draw`: test forms from a blueprint and the bank's files, or a published draw once more."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from exam_server.cli.draw_check import check_manifest_file
from exam_server.core.assembly import Draw, TestForm
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.drawing import UnreadableBlueprint, draw_from_files

DEFAULT = Path("question_bank")


@click.command()
@click.option("--blueprint", help="A blueprint's id or file.")
@click.option("--count", type=click.IntRange(1, 10_000), help="How many forms.")
@click.option("--seed", help="The same seed gives the same forms.")
@click.option("--bank", type=click.Path(path_type=Path), default=DEFAULT, show_default=True, help="Where banks are.")
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Draw a published manifest's forms again and compare, without a bank.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the forms as JSON.")
def draw(
    blueprint: str | None, count: int | None, seed: str | None, bank: Path, manifest: Path | None, as_json: bool
) -> None:
    """Draw test forms, or check a published draw.

    Exit 1 where the blueprint can't be read or filled, or where the manifest's forms aren't the same.
    """
    if manifest is not None:
        if (blueprint, count, seed) != (None, None, None):
            raise click.UsageError(say(text("With --manifest, blueprint, count and seed are the manifest's.")))
        check_manifest_file(manifest, as_json)
    elif blueprint is None or count is None or seed is None:
        raise click.UsageError(say(text("Name --blueprint, --count and --seed, or a --manifest.")))
    else:
        _draw(bank, blueprint, seed, count, as_json)


def _draw(bank: Path, blueprint: str, seed: str, count: int, as_json: bool) -> None:
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
