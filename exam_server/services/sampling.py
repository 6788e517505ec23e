"""A random sample of cases, decisions or certificates for who checks from outside, to be drawn again (L18)."""

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, cast
from uuid import UUID

from exam_server.core.case import Verdict
from exam_server.core.problems import Refused
from exam_server.core.register import EntryKind, standing_of
from exam_server.core.sampling import LONGEST_SEED, MOST, Unit, draw_sample, rank
from exam_server.core.text import Text, text
from exam_server.services.work import Work
from exam_server.store import sampling as store


class Named(NamedTuple):
    """What a unit is: a case by its code, a certificate by its number, and what a decision says of which criterion."""

    case_id: UUID
    code: str
    criterion: str = ""
    verdict: Verdict | None = None

    @property
    def label(self) -> str:
        """As the file calls it."""
        return " ".join(filter(None, (self.code, self.criterion, self.verdict)))


class Drawn(NamedTuple):
    """One drawn unit: what it is, its id, its stratum, and its place in the seed's order."""

    named: Named
    id: str
    stratum: str
    rank: str


class Sample(NamedTuple):
    """What was drawn of how many, by which seed."""

    kind: str
    by: str
    seed: str
    size: int
    population: int
    drawn: tuple[Drawn, ...]


KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "cases": text("cases"),
        "decisions": text("decisions that hold"),
        "certificates": text("certificates, ended ones included"),
    }
)
STRATA: Mapping[str, Text] = MappingProxyType(
    {
        "none": text("no strata"),
        "exam": text("by exam"),
        "criterion": text("by criterion (decisions)"),
        "verdict": text("by verdict (decisions)"),
        "year": text("by year (certificates)"),
        "standing": text("by what became of it (certificates)"),
    }
)


def sample(work: Work, kind: str, by: str, seed: str, count: int) -> Sample:
    """Draw. Raises Refused for an unknown kind or stratum, a seed that is too long or empty, a number out of bounds."""
    seed = seed.strip()
    if kind not in KINDS or by not in STRATA:
        raise _refused(text("There's no such kind or stratum."), text("Choose one of the list."))
    if not 1 <= len(seed) <= LONGEST_SEED:
        raise _refused(text("The seed has between 1 and {most} characters.", most=LONGEST_SEED), text("Write one."))
    if not 1 <= count <= MOST:
        raise _refused(text("Between 1 and {most} are drawn of each stratum.", most=MOST), text("Correct the number."))
    units = _list_units(work, kind, by)
    names = {unit.id: named for unit, named in units}
    drawn = draw_sample((unit for unit, _ in units), seed, count)
    shown = tuple(Drawn(names[unit.id], unit.id, unit.stratum, rank(seed, unit.id)) for unit in drawn)
    return Sample(kind, by, seed, count, len(units), shown)


def _list_units(work: Work, kind: str, by: str) -> list[tuple[Unit, Named]]:
    if kind == "cases":
        rows = store.list_cases(work.session, work.organisation_id)
        return [(Unit(str(each.id), each.exam if by == "exam" else ""), Named(each.id, each.code)) for each in rows]
    return _list_certificates(work, by) if kind == "certificates" else _list_decisions(work, by)


def _list_certificates(work: Work, by: str) -> list[tuple[Unit, Named]]:
    found = []
    for each in store.list_certificates(work.session, work.organisation_id):
        standing = standing_of(cast(EntryKind, kind) for kind in each.entries)
        stratum = {"exam": each.exam, "year": str(each.year), "standing": standing}.get(by, "")
        found.append((Unit(str(each.id), stratum), Named(each.case_id, each.cited)))
    return found


def _list_decisions(work: Work, by: str) -> list[tuple[Unit, Named]]:
    found = []
    for each in store.list_decisions(work.session, work.organisation_id):
        stratum = {"exam": each.exam, "criterion": each.criterion, "verdict": each.verdict}.get(by, "")
        named = Named(each.case_id, each.code, each.criterion, cast(Verdict, each.verdict))
        found.append((Unit(str(each.id), stratum), named))
    return found


def write_sample(found: Sample) -> bytes:
    """The sample as CSV, with seed and population in every row: the file alone says how it was drawn."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["kind", "stratum", "label", "id", "rank", "seed", "per_stratum", "population"])
    for each in found.drawn:
        row = [found.kind, each.stratum, each.named.label, each.id, each.rank, found.seed, found.size, found.population]
        writer.writerow([_plain(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    """No program takes a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("Nothing was drawn."), why, remedy, "L18")
