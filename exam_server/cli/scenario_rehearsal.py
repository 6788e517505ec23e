"""`exam-server scenario rehearse`: what weak, average and strong bots meet of a script, and whether twins are alike."""

from collections.abc import Sequence
from pathlib import Path

import click

from exam_server.core.simulation.rehearsal import TWINS_APART, WANTED, BotReport, fits, rehearse
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import Text, text
from exam_server.language import say
from exam_server.services.reading_scenarios import check_scenarios, variants_of

DEFAULT = Path("scenarios")
BOT_NAMES = {"weak": text("weak"), "average": text("average"), "strong": text("strong")}
MEANING = text(
    "An opportunity is met when it came up and the candidate took it. Shares are of all opportunities that the script"
    " declares; a cue that waits for a missing behaviour isn't one where the behaviour came by itself."
)
Reports = tuple[BotReport, ...]


@click.command("rehearse")
@click.argument("scenario_id", metavar="[ID]", required=False)
@click.option("--runs", type=click.IntRange(1, 10_000), default=500, show_default=True)
@click.option("--seed", default="1", show_default=True, help="The same seed gives the same report.")
@click.option("--scenarios", "folder", type=click.Path(path_type=Path, exists=True), default=DEFAULT, show_default=True)
def rehearse_scenario(scenario_id: str | None, runs: int, seed: str, folder: Path) -> None:
    """Walk three bots through the script ID, or through every script, and print the opportunities that each meets."""
    scripts = {each.scenario.id: each.scenario for each in check_scenarios((folder,)) if each.scenario is not None}
    if scenario_id is not None and scenario_id not in scripts:
        raise click.UsageError(say(text("There is no scenario at {path}.", path=f"{folder}: {scenario_id}")))
    wanted = [scenario_id] if scenario_id is not None else sorted(scripts)
    pairs = [(one, other) for one in wanted for other in variants_of(scripts[one]) if other in scripts]
    reports = {each: rehearse(scripts[each], runs, seed) for each in {*wanted, *(twin for _, twin in pairs)}}
    click.echo(say(text("{runs} runs of each bot.", runs=runs)) + "\n" + say(MEANING) + "\n")
    click.echo(_shares_table(wanted, reports))
    for line in _twin_lines(pairs, reports):
        click.echo(line)
    if scenario_id is not None:
        click.echo("\n" + "\n".join(_details(scripts[scenario_id], reports[scenario_id])))


def _shares_table(ids: Sequence[str], reports: dict[str, Reports]) -> str:
    """The share met per script and bot, with a mark where it isn't as wanted."""
    rows = [[each, *(_share(report) for report in reports[each])] for each in ids]
    bounds = [
        f"{100 * low:.0f}-{100 * high:.0f} % " for low, high in (WANTED[report.bot] for report in reports[ids[0]])
    ]
    return _table([_heading(reports[ids[0]]), [say(text("wanted")), *bounds], *rows])


def _share(report: BotReport) -> str:
    return f"{_number(100 * report.share)} %{' ' if fits(report) else '!'}"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _twin_lines(pairs: Sequence[tuple[str, str]], reports: dict[str, Reports]) -> list[str]:
    """Each pair once: how far apart its bots' shares are, and whether that's within the bound."""
    lines = []
    for one, other in dict.fromkeys(tuple(sorted(pair)) for pair in pairs):
        apart = max(abs(a.share - b.share) for a, b in zip(reports[one], reports[other], strict=True))
        fit: Text = text("equally hard") if apart <= TWINS_APART else text("not equally hard")
        words = text(
            "{one} and {other}: at most {apart} percentage points apart, {fit}.",
            one=one,
            other=other,
            apart=_number(100 * apart),
            fit=fit,
        )
        lines.append(say(words))
    return lines


def _details(played: Scenario, reports: Reports) -> list[str]:
    return [
        say(text("Mean opportunities declared / come up / taken per criterion:")),
        _met_table(reports),
        say(text("Share of the runs in which a fact was given or a cue played:")),
        _parts_table(played, reports),
    ]


def _met_table(reports: Reports) -> str:
    rows = []
    for code in reports[0].met:
        met = [each.met[code] for each in reports]
        rows.append([code, *(f"{each.due:.2f} / {each.offered:.2f} / {each.taken:.2f}" for each in met)])
    return _table([_heading(reports), *rows])


def _parts_table(played: Scenario, reports: Reports) -> str:
    shares = [{**each.facts_given, **each.cues_played} for each in reports]
    parts = [fact.id for fact in played.facts if fact.layer != "never"] + [cue.id for cue in played.cues]
    rows = [[part, *(f"{100 * share[part]:.0f} %" for share in shares)] for part in parts]
    return _table([_heading(reports), *rows])


def _heading(reports: Reports) -> list[str]:
    return ["", *(say(BOT_NAMES[each.bot]) for each in reports)]


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
