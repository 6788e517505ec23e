"""What everybody may know of how the body validates: organisation, fees, conditions, dates, appeals (L11).

It's made of the live settings each time it's asked for, so that it can't be out of date.
"""

from dataclasses import dataclass
from datetime import date

from exam_server.core.conditions import ConditionPolicy
from exam_server.core.fees import Fee
from exam_server.core.qualification import Qualification
from exam_server.services.candidate_file import get_condition_decision
from exam_server.services.enrolment_windows import EnrolmentWindow, enter_organisation, list_public_windows
from exam_server.services.fees import list_current_fees
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.validators import list_validators
from exam_server.services.work import Work
from exam_server.store.tables import OrganisationRow


@dataclass(frozen=True)
class AboutQualification:
    """One qualification in its newest edition. `validators`: other bodies that may validate it today, by name."""

    content: Qualification
    fees: tuple[Fee, ...]
    condition: ConditionPolicy
    validators: tuple[str, ...]


@dataclass(frozen=True)
class About:
    body: str
    seat: str
    today: date
    qualifications: tuple[AboutQualification, ...]
    windows: tuple[EnrolmentWindow, ...]
    appeal_days: int


def tell_about(work: Work, default_appeal_days: int) -> About | None:
    """For anybody, without an account; None before there is an organisation (L11)."""
    enter_organisation(work)
    body = work.session.get(OrganisationRow, work.organisation_id)
    if body is None:
        return None
    today = legal_day(work)
    newest: dict[str, Edition] = {}
    for each in list_editions(work):
        newest.setdefault(each.code, each)
    return About(
        body.name,
        body.seat,
        today,
        tuple(_tell(work, each) for each in newest.values()),
        tuple(list_public_windows(work)),
        get_value(work, "appeal_days", today, default_appeal_days),
    )


def _tell(work: Work, edition: Edition) -> AboutQualification:
    others = [each for each in list_validators(work) if each.holds and each.qualification == edition.code]
    return AboutQualification(
        edition.content,
        list_current_fees(work, edition.code),
        get_condition_decision(work, edition.id).policy,
        tuple(f"{each.authorisation.name}, {each.authorisation.seat}".strip(", ") for each in others),
    )
