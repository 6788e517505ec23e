"""The day that rules speak of: the date in Poland, wherever the server stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from exam_server.services.work import Work

POLAND = ZoneInfo("Europe/Warsaw")


def legal_day(work: Work) -> date:
    return day_of(work.now)


def day_of(moment: datetime) -> date:
    return moment.astimezone(POLAND).date()
