"""Second factors: an authenticator app, set up by its owner; codes of it or recovery codes, each taken once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.second_factor import Proof
from exam_server.core.text import Text, text
from exam_server.core.totp import DIGITS, find_step, key_address, key_text, tidy_code
from exam_server.services.factor_demand import is_demanded_of
from exam_server.services.notices import queue_for_account
from exam_server.services.people import own_id
from exam_server.services.recovery_codes import NewCode, find_code, keep_codes, make_codes, make_first_codes, spend_code
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import factors as store
from exam_server.store.tables import AccountRow, LoginSessionRow, OrganisationRow, TotpRow


@dataclass(frozen=True)
class OwnFactors:
    """What the actor's account has. `needed`: one of its roles may not be without."""

    app_since: datetime | None
    recovery_codes: int
    needed: bool


@dataclass(frozen=True)
class SetUp:
    """What an app scans or what is typed into it; shown to its owner alone, until the first code confirms it."""

    address: str
    key: str


def has_factor(work: Work, account_id: UUID) -> bool:
    return has_app(work, account_id) or has_passkey(work, account_id)


def has_app(work: Work, account_id: UUID) -> bool:
    return store.find_totp(work.session, account_id) is not None


def has_passkey(work: Work, account_id: UUID) -> bool:
    return bool(store.list_passkeys(work.session, account_id))


def get_own(work: Work) -> OwnFactors:
    row = store.find_totp(work.session, own_id(work))
    left = store.count_recovery_codes(work.session, own_id(work))
    return OwnFactors(row.confirmed_at if row else None, left, is_demanded_of(work, work.actor.roles))


def begin_app(work: Work, keys: Keys) -> SetUp:
    """A new secret for the actor's app; one that is in use holds until the new one is confirmed."""
    work.record()
    store.delete_totp(work.session, own_id(work), confirmed=False)
    row = TotpRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        account_id=own_id(work),
        salt=secrets.token_hex(16),
        made_at=work.now,
    )
    work.session.add(row)
    return _set_up(work, keys, row)


def find_set_up(work: Work, keys: Keys) -> SetUp | None:
    """The secret that waits for its first code."""
    row = store.find_new_totp(work.session, own_id(work))
    return _set_up(work, keys, row) if row else None


def _set_up(work: Work, keys: Keys, row: TotpRow) -> SetUp:
    secret = secret_of(keys, row)
    issuer = work.session.get_one(OrganisationRow, work.organisation_id).name
    login = work.session.get_one(AccountRow, row.account_id).login
    return SetUp(key_address(secret, issuer, login), key_text(secret))


def secret_of(keys: Keys, row: TotpRow) -> bytes:
    """160 bits that follow from the installation's secret: the database alone doesn't hold them."""
    return bytes.fromhex(keys.digest("totp", f"{row.id.hex}.{row.salt}"))[:20]


def confirm_app(work: Work, keys: Keys, typed: str) -> tuple[str, ...]:
    """The app holds from its first right code on; gives recovery codes where there were none.

    Raises Refused for a wrong code, NotFound where nothing waits for one.
    """
    _read_first_code(work, keys, typed)
    codes = make_first_codes(work, keys)
    work.record()
    row, step = _read_first_code(work, keys, typed)
    store.delete_totp(work.session, row.account_id, confirmed=True)
    row.confirmed_at, row.taken_step = work.now, step
    work.note("people.factor.set_up", row.account_id, kind="app")
    return free_session(work, codes)


def _read_first_code(work: Work, keys: Keys, typed: str) -> tuple[TotpRow, int]:
    """The app that waits, and the step of its code; looked at twice, for making recovery codes takes a while."""
    row = store.find_new_totp(work.session, own_id(work))
    if row is None:
        raise NotFound("totp")
    step = find_step(secret_of(keys, row), tidy_code(typed), work.now, None)
    if step is None:
        raise Refused(
            text("The app wasn't set up."),
            text("The code doesn't fit."),
            text("Check that the telephone's clock is right, and type the code that the app shows now."),
        )
    return row, step


def free_session(work: Work, codes: tuple[NewCode, ...]) -> tuple[str, ...]:
    """After a factor was set up: a log-in that waited for it opens everything; the recovery codes that were made.

    The owner is told by e-mail, in case it was somebody else.
    """
    queue_for_account(work, "factor_added", own_id(work))
    if work.actor.session_id is not None:
        work.session.get_one(LoginSessionRow, work.actor.session_id).must_set_up = False
    work.session.flush()
    # Another window may have made some meanwhile.
    is_first = codes and not store.count_recovery_codes(work.session, own_id(work))
    return keep_codes(work, codes) if is_first else ()


def remove_app(work: Work) -> None:
    """Raises Refused where the body's rule asks for a second factor and this is the last one (P3)."""
    work.record()
    if store.find_totp(work.session, own_id(work), lock=True) is None:
        return
    store.delete_totp(work.session, own_id(work), confirmed=True)
    require_one_left(work)
    work.note("people.factor.removed", own_id(work), kind="app")


def require_one_left(work: Work) -> None:
    """Within `record()`, after one was removed; recovery codes alone are no factor, and go with the last one."""
    work.session.flush()
    if has_factor(work, own_id(work)):
        return
    if is_demanded_of(work, work.actor.roles):
        raise Refused(
            text("It wasn't removed."),
            text("Your role needs a second factor, and this is the last one."),
            text("Set another one up first."),
            "P3",
        )
    store.delete_recovery_codes(work.session, own_id(work))


def renew_recovery_codes(work: Work, keys: Keys) -> tuple[str, ...]:
    """New codes for the actor, shown once; the ones before are worth nothing any more.

    Raises Refused where there is no factor that they could stand in for.
    """
    codes = make_codes(work, keys)
    work.record()
    if not has_factor(work, own_id(work)):
        raise Refused(_NO_CODES, text("There is no second factor."), text("Set one up first."))
    return keep_codes(work, codes)


_NO_CODES: Text = text("No recovery codes were made.")


@dataclass(frozen=True)
class TypedCode:
    """What was typed for a second factor: the code of an app, or which recovery code it is."""

    account_id: UUID
    app_code: str = ""
    recovery_code_id: UUID | None = None


def read_code(work: Work, keys: Keys, account_id: UUID, typed: str) -> TypedCode:
    """Before anything is recorded: a recovery code takes a while."""
    code = tidy_code(typed)
    if len(code) == DIGITS:
        return TypedCode(account_id, app_code=code)
    return TypedCode(account_id, recovery_code_id=find_code(work, keys, account_id, code))


def take_code(work: Work, keys: Keys, code: TypedCode) -> Proof | None:
    """What it proves: one of the app, which isn't taken again, or a recovery code, which is spent; within
    `record()`.
    """
    if code.app_code:
        return "code" if _take_app_code(work, keys, code.account_id, code.app_code) else None
    is_spent = code.recovery_code_id is not None and spend_code(work, code.recovery_code_id)
    return "recovery_code" if is_spent else None


def _take_app_code(work: Work, keys: Keys, account_id: UUID, code: str) -> bool:
    row = store.find_totp(work.session, account_id, lock=True)
    step = find_step(secret_of(keys, row), code, work.now, row.taken_step) if row else None
    if row is None or step is None:
        return False
    row.taken_step = step
    return True


def drop_all(work: Work, account_id: UUID) -> None:
    """Remove every factor of an account: it was lost, and two people say so."""
    store.delete_totp(work.session, account_id, confirmed=True)
    store.delete_totp(work.session, account_id, confirmed=False)
    store.delete_passkeys(work.session, account_id)
    store.delete_recovery_codes(work.session, account_id)
    store.delete_halves(work.session, account_id)
