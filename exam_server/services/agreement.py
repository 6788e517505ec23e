"""How far assessors agree: gathered from first sealed ratings of concluded encounters, for pages alone.

Nothing else reads these figures: no rating, verdict or decision rests on them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from exam_server.core.agreement import Rated, raters_of
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.exam import COMMISSION
from exam_server.services.legal_day import day_of
from exam_server.services.people import get_name
from exam_server.services.rating import sheets_of
from exam_server.services.work import Work
from exam_server.store import agreement as store
from exam_server.store.agreement import AgreedEncounter
from exam_server.store.delivery import list_exams_of
from exam_server.store.tables import EncounterRow

MOST = 1000
"""Encounters that are reckoned at once: with more of them the intervals would take minutes."""
Choice = tuple[str, str]


@dataclass(frozen=True)
class Span:
    """Which encounters are looked at; None and empty take all. Days are Poland's, both included."""

    exam_id: UUID | None = None
    scenario: str = ""
    criterion: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Choices:
    """What a viewer can narrow to: values with their words."""

    exams: tuple[Choice, ...]
    scenarios: tuple[Choice, ...]


@dataclass(frozen=True)
class Found:
    """The first ratings of a span. `names`: assessors by the ids within; empty where the viewer sees no one's.

    `criteria`: everything that these encounters were rated on, whatever the span narrows to.
    """

    rated: tuple[Rated, ...]
    names: Mapping[str, str]
    choices: Choices
    criteria: tuple[str, ...]


def find_rated(work: Work, span: Span) -> Found:
    """What the viewer may see: a chair the exams that they lead, the office and the auditor all. Raises Refused for
    too long a span.
    """
    found = _find(work, _list_readable(work), span)
    return replace(found, names={id: get_name(work, UUID(id)) for id in raters_of(found.rated)})


def find_own(work: Work, span: Span) -> Found:
    """What the actor rated, with everybody's ratings of the same, nobody named: of released exams alone, so that
    nobody rates or decides with an eye on it.
    """
    account_id = work.actor.account_id
    own = list_exams_of(work.session, account_id, COMMISSION) if account_id else set()
    heads = [
        each
        for each in store.list_agreed_encounters(work.session, work.organisation_id)
        if each.exam_id in own and each.exam_state == "released"
    ]
    return _find(work, heads, span)


def _find(work: Work, heads: Sequence[AgreedEncounter], span: Span) -> Found:
    rated = _gather(work, _narrow(heads, span))
    criteria = tuple(sorted({code for each in rated for code in each.levels}))
    kept = rated if not span.criterion else [one for each in rated if (one := each.only(span.criterion)).levels]
    return Found(tuple(kept), {}, _choices(heads), criteria)


def _list_readable(work: Work) -> list[AgreedEncounter]:
    heads = list(store.list_agreed_encounters(work.session, work.organisation_id))
    if work.actor.has("office", "auditor"):
        return heads
    led = list_exams_of(work.session, work.actor.account_id, ("chair",)) if work.actor.account_id else set()
    return [each for each in heads if each.exam_id in led]


def _choices(heads: Sequence[AgreedEncounter]) -> Choices:
    exams = {str(each.exam_id): each.exam_title for each in heads}
    return Choices(tuple(exams.items()), tuple(sorted({each.scenario: each.scenario_title for each in heads}.items())))


def _narrow(heads: Sequence[AgreedEncounter], span: Span) -> list[AgreedEncounter]:
    found = [
        each
        for each in heads
        if span.exam_id in (None, each.exam_id)
        and span.scenario in ("", each.scenario)
        and (span.since is None or (each.started_at is not None and span.since <= day_of(each.started_at)))
        and (span.until is None or (each.started_at is not None and day_of(each.started_at) <= span.until))
    ]
    if len(found) > MOST:
        raise Refused(
            text("The figures weren't reckoned."),
            text("{count} encounters are more than can be reckoned at once ({most}).", count=len(found), most=MOST),
            text("Choose an exam, a scenario or fewer days."),
        )
    return found


def _gather(work: Work, heads: Collection[AgreedEncounter]) -> list[Rated]:
    places = _places(work)
    return [
        Rated(str(each.id), each.scenario, _sealed_levels(work, each.id), places[each.id])
        for each in sorted(heads, key=lambda each: each.id)
        if each.id in places
    ]


def _sealed_levels(work: Work, encounter_id: UUID) -> dict[str, dict[str, int | None]]:
    """What the sealed sheets say, of everybody who still counts here (S2): criterion → assessor → level."""
    levels: dict[str, dict[str, int | None]] = defaultdict(dict)
    for sheet in sheets_of(work, work.session.get_one(EncounterRow, encounter_id)).values():
        for code, rating in sheet.current().items() if sheet.sealed else ():
            levels[code][sheet.assessor] = rating.level
    return dict(levels)


def _places(work: Work) -> dict[UUID, dict[str, int]]:
    """By encounter, the how-manieth of their day it was for each assessor, whatever the page narrows to."""
    had: Counter[tuple[UUID, date]] = Counter()
    places: dict[UUID, dict[str, int]] = defaultdict(dict)
    for account_id, encounter_id, started_at in store.list_days_work(work.session, work.organisation_id):
        had[account_id, day_of(started_at)] += 1
        places[encounter_id][str(account_id)] = had[account_id, day_of(started_at)]
    return places
