"""How long an installation's secret is used before it's exchanged."""

from datetime import datetime, timedelta

SECRET_LASTS = timedelta(days=2 * 365)
"""NIST SP 800-57 recommends one year to a key from which others are derived. Two are taken, since at an exchange
everybody loses the app of their second factor until they set it up anew.
"""


def is_too_old(used_since: datetime, now: datetime) -> bool:
    return now - used_since > SECRET_LASTS
