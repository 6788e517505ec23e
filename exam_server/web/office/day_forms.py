"""The forms of a day of simulations: a station, the hours, and who isn't there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request
from wtforms import (
    BooleanField,
    Field,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
)

from exam_server.core.text import text
from exam_server.services.changing_stations import StationPlan
from exam_server.services.day_settings import DaySettings
from exam_server.web.forms import MomentField, PageForm, WholeNumberField
from exam_server.web.language import speak
from exam_server.web.office.forms import exists, uuid_or_abort
from exam_server.web.typed import typed_day
from exam_server.web.work import house

LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
MINUTES = [validators.InputRequired(), validators.NumberRange(0, 600)]


class StationForm(PageForm):
    """A station; its variants come as checkboxes beside it, its rooms with commas between."""

    title = StringField(validators=[validators.InputRequired(), validators.Length(max=120)])
    rooms = StringField(validators=[validators.Length(max=600)])
    minutes = WholeNumberField(validators=MINUTES)
    talk_minutes = WholeNumberField(validators=MINUTES)

    def plan(self) -> StationPlan:
        rooms = tuple(each.strip() for each in (self.data["rooms"] or "").split(",") if each.strip())
        revisions = tuple(uuid_or_abort(each) for each in request.form.getlist("revision"))
        return StationPlan(
            self.data["title"].strip(), rooms, self.data["minutes"], self.data["talk_minutes"], revisions
        )


class HoursForm(PageForm):
    """When people work, a line for each stretch between two breaks, and how long the pauses are."""

    hours = TextAreaField(validators=[validators.InputRequired(), validators.Length(max=4000)])
    change = WholeNumberField(validators=MINUTES)
    rest = WholeNumberField(validators=MINUTES)
    derole = WholeNumberField(validators=MINUTES)
    longest = WholeNumberField(validators=MINUTES)
    prompted = BooleanField()

    def validate_hours(self, field: Field) -> None:
        list(self._read(field.data))

    def _read(self, lines: str) -> Iterator[tuple[datetime, datetime]]:
        for number, line in enumerate(lines.splitlines(), start=1):
            if line.strip():
                yield _read_line(number, line.strip())

    def settings(self, plays: dict[str, tuple[str, ...]]) -> DaySettings:
        """What to keep of a submitted form; times are the installation's."""
        data = self.data
        return DaySettings(
            tuple(self._read(data["hours"])),
            data["change"],
            data["rest"],
            data["derole"],
            data["longest"],
            plays,
            data["prompted"],
        )


def _read_line(number: int, line: str) -> tuple[datetime, datetime]:
    found = LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError(line)
        day, zone = typed_day(found[1]), ZoneInfo(house().settings.time_zone)
        one, other = (datetime.combine(day, _hour(found[each]), zone) for each in (2, 3))
    except ValueError as error:
        raise ValidationError(speak(text("Line {line} isn't like: 2027-03-01 9:00-12:00", line=number))) from error
    if not exists(one) or not exists(other):
        raise ValidationError(speak(text("The clocks skip this time on that day.")))
    return one.astimezone(UTC), other.astimezone(UTC)


def _hour(words: str) -> time:
    hour, minute = words.split(":")
    return time(int(hour), int(minute))


def write_hours(settings: DaySettings) -> str:
    """The hours as the office wrote them."""
    zone = ZoneInfo(house().settings.time_zone)
    pairs = ((start.astimezone(zone), end.astimezone(zone)) for start, end in settings.hours)
    return "\n".join(f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}" for start, end in pairs)


class AbsenceForm(PageForm):
    """Who isn't there, as kind and id, from when until when, and why."""

    who = StringField(validators=[validators.InputRequired()])
    since = MomentField(validators=[validators.Optional()])
    until = MomentField(validators=[validators.Optional()])
    reason = StringField(validators=[validators.InputRequired(), validators.Length(max=500)])

    def moment(self, name: str) -> datetime | None:
        given = self.data[name]
        return given.replace(tzinfo=ZoneInfo(house().settings.time_zone)).astimezone(UTC) if given else None


def chosen_plays(players: dict[UUID, str]) -> dict[str, tuple[str, ...]]:
    """By role-player the ticked stations; who has none ticked can play everywhere."""
    found = {str(each): tuple(request.form.getlist(f"plays-{each}")) for each in players}
    return {each: tuple(str(uuid_or_abort(one)) for one in own) for each, own in found.items() if own}
