"""`exam-server audit`: the trail and its chain, here and as a bundle on another machine."""

import sys
from pathlib import Path

import click

from exam_server.cli.work import open_work, refusals_exit, settings_or_exit
from exam_server.core.audit_heads import HARM_WORDS
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.audit_chain import Verified, verify_bundle, verify_chains, write_own_bundle
from exam_server.services.former_keys import find_former
from exam_server.services.head_keys import own_key, signed_by

# Whoever makes up a whole chain leaves its heads out: that it fits itself is no proof.
UNSIGNED = text("Nothing in it is signed: the key shows nothing. Take a later bundle, or give a printed head.")


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Check this file alone.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    help="With --bundle: the installation's public key, as its auditor's page shows it; also a former one.",
)
@click.option("--printed", multiple=True, metavar="LINK:HASH", help="With --bundle: a head off a printed protocol.")
def verify(bundle: Path | None, keys: tuple[str, ...], printed: tuple[str, ...]) -> None:
    """Recompute the chain and compare it with the signed heads; exit 1 where it was touched.

    With --bundle neither a database nor an installation is needed.
    """
    if bundle is None:
        if keys or printed:
            raise click.UsageError("--key and --printed go with --bundle")
        settings = settings_or_exit()
        with refusals_exit():
            genuine = signed_by({own_key(settings.key)}, find_former(settings.instance))
        with open_work(writing=False) as work:
            reports = verify_chains(work, genuine)
    else:
        reports = [_verify_bundle(bundle, keys, printed)]
    for report in reports:
        _show(report)
    if any(report.harm for report in reports):
        sys.exit(1)
    if keys and not any(report.heads for report in reports):
        raise click.ClickException(say(UNSIGNED))


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the chain with its signed heads as a bundle."""
    if file.exists():
        raise click.ClickException(say(text("{file} is there already; name another one.", file=str(file))))
    with open_work(writing=False) as work, file.open("wb") as written:
        write_own_bundle(work, written)
    click.echo(say(text("Written: {file}", file=str(file))))


def _verify_bundle(bundle: Path, keys: tuple[str, ...], printed: tuple[str, ...]) -> Verified:
    with refusals_exit(), bundle.open("rb") as file:
        about, report = verify_bundle(file, signed_by({each.lower() for each in keys}), map(_read_printed, printed))
    click.echo(f"{about.body}, {about.written_at}")
    for each in sorted({head.key for head in about.heads}) if not keys else ():
        click.echo(say(text("Signed with the key {key}: compare it with the installation's.", key=each)))
    return report


def _read_printed(given: str) -> tuple[int, str]:
    position, _, found = given.partition(":")
    if not position.isdecimal() or not found:
        raise click.BadParameter(f"{given!r}: a head is a link's number, a colon and its hash", param_hint="--printed")
    return int(position), "".join(found.split())


def _show(report: Verified) -> None:
    state = say(text("touched")) if report.harm else say(text("whole"))
    click.echo(
        say(
            text(
                "{organisation}: {length} links, head {head}, {heads} signed heads: {state}",
                organisation=report.organisation_id,
                length=report.length,
                head=report.head[:16],
                heads=report.heads,
                state=state,
            )
        )
    )
    for each in report.harm:
        places = str(each.position) if each.until == each.position else f"{each.position}–{each.until}"
        click.echo(f"  {places}: {say(HARM_WORDS[each.harm])}")
