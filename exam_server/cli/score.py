"""`exam-server score`: marks given responses to one item, so that the scorer can be checked from outside."""

import json
from pathlib import Path

import click

from exam_server.language import say
from exam_server.services.checking_scores import score_cases

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--item", "item_path", type=FILE, required=True, help="The item's file.")
@click.option("--cases", "cases_path", type=FILE, required=True, help="JSON with responses and expected outcomes.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def score(item_path: Path, cases_path: Path, as_json: bool) -> None:
    """Mark the responses of --cases to --item; exit 1 if the item or the cases are refused."""
    scored, problems = score_cases(item_path, cases_path)
    refusal = "\n".join(f"{each.place}:{each.line}: {say(each.message)}" for each in problems) or None
    rows = [
        {"name": each.case.name, "expected": dict(each.case.expected), "got": each.got, "equal": each.equal}
        for each in scored
    ]
    if as_json:
        click.echo(json.dumps({"cases": rows, "refused": refusal}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(f"{'=' if row['equal'] else '≠'} {row['name']}: {row['got']} ({row['expected']})")
        click.echo(refusal or "", err=True, nl=refusal is not None)
    if refusal is not None:
        raise SystemExit(1)
