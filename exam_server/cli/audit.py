"""`exam-server audit`: the trail and its chain."""

import sys

import click

from exam_server.cli.work import open_work
from exam_server.services.audit import verify_chains


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
def verify() -> None:
    """Recompute the chain of every organisation; exit 1 where one is broken."""
    with open_work(writing=False) as work:
        reports = verify_chains(work)
    for report in reports:
        state = "whole" if report.break_at is None else f"BROKEN at position {report.break_at}"
        click.echo(f"{report.organisation_id}  {report.length} events  head {report.head[:16]}  {state}")
    if any(report.break_at is not None for report in reports):
        sys.exit(1)
