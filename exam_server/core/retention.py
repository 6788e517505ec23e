"""How long what was not met is kept: a rule of its own beside that of certificates (P8)."""

from datetime import date

from exam_server.core.experience import shift_years

UNMET_YEARS = 2
"""Unless the body decides otherwise (P8)."""


def keep_unmet_until(last_appeal_on: date, years: int) -> date:
    """The last day on which what was not met is kept: so many years after the last day to appeal (P8)."""
    return shift_years(last_appeal_on, years)
