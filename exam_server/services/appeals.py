"""How and until when to appeal, as a case's candidate reads it: by what the body decided for the day of the release."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.appeals import APPEAL_DAYS, AppealTerm
from exam_server.core.qualification import AppealRule
from exam_server.core.retention import UNMET_YEARS, keep_unmet_until
from exam_server.services.appeal_terms import list_told_later, make_term
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.policies import get_value
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store.tables import CaseRow, OrganisationRow


@dataclass(frozen=True)
class AppealGuide:
    """Against what, until when, and to whom; `rule` is what the qualification's form says (S9).

    `unmet_until`: how long what was not met is kept (P8); None before a result is told.
    """

    rule: AppealRule
    body: str
    seat: str
    today: date
    terms: tuple[AppealTerm, ...]
    unmet_until: date | None = None


def guide_appeals(work: Work, case: CaseRow, default_days: int = APPEAL_DAYS) -> AppealGuide:
    """Every released stage of a case with its last day to appeal; the caller has checked who asks (S9, P3)."""
    body = work.session.get_one(OrganisationRow, case.organisation_id)
    terms = _list_terms(work, case.id, default_days)
    today, rule = legal_day(work), get_edition(work, case.edition_id).content.appeal
    years = get_value(work, "unmet_years", today, UNMET_YEARS)
    unmet_until = keep_unmet_until(max(each.until for each in terms), years) if terms else None
    return AppealGuide(rule, body.name, body.seat, today, tuple(terms), unmet_until)


def _list_terms(work: Work, case_id: UUID, default_days: int) -> list[AppealTerm]:
    """That of each released stage, then those of what was decided and told later."""
    later, found = list_told_later(work, case_id), []
    for stage in case_store.list_stages(work.session, case_id):
        if stage.released_at is not None:
            found.append(make_term(work, stage, day_of(stage.released_at), default_days))
            for day in sorted(set(later[stage.id].values())):
                codes = tuple(code for code, told_on in later[stage.id].items() if told_on == day)
                found.append(make_term(work, stage, day, default_days, codes))
    return found


def guide_case_appeals(work: Work, case_id: UUID, default_days: int = APPEAL_DAYS) -> AppealGuide:
    """As `guide_appeals`, by a case's id."""
    return guide_appeals(work, work.session.get_one(CaseRow, case_id), default_days)
