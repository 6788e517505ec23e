"""Since when the secret is used, for a page to remind of it; exchanging it loads more than that needs."""

from datetime import datetime

from exam_server.core.secret_age import is_too_old
from exam_server.services.work import Work
from exam_server.store import audit as store
from exam_server.store.tables import OrganisationRow

EXCHANGED = "installation.secret.exchanged"


def find_too_old(work: Work) -> datetime | None:
    """Since when the secret is used, where that's longer than it should be: since its exchange, or since the setup."""
    exchanged_at = store.find_last_at(work.session, work.organisation_id, EXCHANGED)
    since = exchanged_at or work.session.get_one(OrganisationRow, work.organisation_id).created_at
    return since if is_too_old(since, work.now) else None
