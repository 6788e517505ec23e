"""What a person with an authenticator app does: sets it up, reads its codes, types them."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.totp import code_at, step_at
from exam_server.services import factors
from exam_server.services.work import Actor
from exam_server.store import factors as store
from tests.making import KEYS, OwnWork


def set_up_app(work: OwnWork, account_id: UUID) -> tuple[str, ...]:
    """The account's app is confirmed by the code of a minute ago, so that those of now aren't spent; recovery codes."""
    actor, work.actor = work.actor, Actor(account_id)
    factors.begin_app(work, KEYS)
    work.commit()
    codes = factors.confirm_app(work, KEYS, _code(work, account_id, work.now))
    row = store.find_totp(work.session, account_id)
    assert row is not None and row.taken_step is not None
    row.taken_step -= 4
    work.commit()
    work.actor = actor
    return codes


def app_code(work: OwnWork, account_id: UUID, later: int = 0) -> str:
    """What the app shows now, or `later` seconds from now."""
    return _code(work, account_id, work.now + timedelta(seconds=later))


def _code(work: OwnWork, account_id: UUID, at: datetime) -> str:
    work.session.rollback()
    row = store.find_new_totp(work.session, account_id) or store.find_totp(work.session, account_id)
    assert row is not None
    code = code_at(factors.secret_of(KEYS, row), step_at(at))
    work.session.rollback()
    return code
