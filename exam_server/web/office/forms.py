"""The office's forms, and what they mean for the use cases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, request
from wtforms import (
    Field,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
    validators,
)

from exam_server.core.candidates import CandidateEntry, is_email, is_phone
from exam_server.core.people import Role
from exam_server.core.stages import OPENED_BY_OFFICE
from exam_server.core.text import Text, text
from exam_server.services.exam import ExamPlan
from exam_server.services.members import MEMBER_ROLES
from exam_server.web.forms import DayField, PageForm
from exam_server.web.language import speak
from exam_server.web.work import house

LABELS: Mapping[str, Text] = {
    "title": text("Title"),
    "place": text("Place"),
    "planned_on": text("Day"),
    "planned_at": text("Hour"),
    "blueprint": text("Blueprint of the test"),
    "scenario": text("Scenario of the simulation"),
    "given_names": text("Given names"),
    "family_name": text("Family name"),
    "born_on": text("Date of birth"),
    "email": text("E-mail address"),
    "phone": text("Telephone"),
    "reason": text("Reason"),
}
# The stubs of WTForms know pairs only, which WTForms itself deprecates.
OWN_STAGES: Any = list(OPENED_BY_OFFICE)
NOTHING = "none"
"""Chosen for a test or a simulation that an exam doesn't have: what isn't chosen at all was forgotten."""
NAME_RULES = [validators.InputRequired(), validators.Length(max=120)]


class ExamForm(PageForm):
    """Place, time and content of an exam; its members come as checkboxes beside it."""

    title = StringField(validators=NAME_RULES)
    place = StringField(validators=NAME_RULES)
    planned_on = DayField(validators=[validators.InputRequired()])
    planned_at = TimeField(validators=[validators.InputRequired()])
    blueprint = SelectField()
    scenario = SelectField()

    def validate_blueprint(self, field: Field) -> None:
        _require_choice(field, text("Choose one; where there's no test, choose none."))

    def validate_scenario(self, field: Field) -> None:
        _require_choice(field, text("Choose one; where there's no simulation, choose none."))

    def validate_planned_at(self, field: Field) -> None:
        """A clock change skips an hour: a time in it can't be meant."""
        if self.data["planned_on"] and field.data and not exists(self.planned_moment()):
            raise ValidationError(speak(text("The clocks skip this time on that day.")))

    def planned_moment(self) -> datetime:
        zone = ZoneInfo(house().settings.time_zone)
        return datetime.combine(self.data["planned_on"], self.data["planned_at"], zone)

    def plan(self, edition_id: UUID) -> ExamPlan:
        """What to make of a submitted form; times are the installation's."""
        return ExamPlan(
            edition_id=edition_id,
            title=self.data["title"].strip(),
            place=self.data["place"].strip(),
            planned_at=self.planned_moment().astimezone(UTC),
            blueprint_id=_chosen(self.data["blueprint"]),
            scenario_revision_id=_chosen(self.data["scenario"]),
            members=chosen_members(),
        )


class CandidateForm(PageForm):
    """One candidate: the data minimum."""

    given_names = StringField(validators=NAME_RULES)
    family_name = StringField(validators=NAME_RULES)
    born_on = DayField(validators=[validators.Optional()])
    email = StringField(validators=[validators.Optional(), validators.Length(max=120)])

    def validate_email(self, field: Field) -> None:
        if field.data and not is_email(field.data.strip()):
            raise ValidationError(speak(text("This isn't an e-mail address.")))

    def entry(self) -> CandidateEntry:
        given: dict[str, Any] = self.data
        email = (given["email"] or "").strip().lower()
        return CandidateEntry(given["given_names"].strip(), given["family_name"].strip(), given["born_on"], email)


class PersonForm(CandidateForm):
    """The data of somebody who is filed, and why they're changed."""

    phone = StringField(validators=[validators.Optional()])
    reason = TextAreaField()

    def validate_phone(self, field: Field) -> None:
        if not is_phone(field.data.strip()):
            raise ValidationError(speak(text("This isn't a telephone number.")))

    def entry(self) -> CandidateEntry:
        return replace(super().entry(), phone=(self.data["phone"] or "").strip())


class StageForm(PageForm):
    """A stage that needs no exam."""

    kind = SelectField(choices=OWN_STAGES)
    planned_on = DayField(validators=[validators.Optional()])
    place = StringField(validators=[validators.Optional(), validators.Length(max=120)])


def chosen_members() -> dict[Role, list[UUID]]:
    """The ticked people of the submitted form, by their role at the exam."""
    return {role: [uuid_or_abort(value) for value in request.form.getlist(f"members-{role}")] for role in MEMBER_ROLES}


def uuid_or_abort(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        abort(400)


def _require_choice(field: Field, words: Text) -> None:
    if not field.data:
        raise ValidationError(speak(words))


def _chosen(value: str) -> UUID | None:
    return None if value == NOTHING else UUID(value)


def exists(moment: datetime) -> bool:
    """Whether the clocks don't skip that time on that day."""
    zone = moment.tzinfo
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment.replace(tzinfo=None)
