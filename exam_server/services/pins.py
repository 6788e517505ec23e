"""The PIN of an account for its seals: set by its owner alone, with the password; tried only so often."""

from typing import Literal

from exam_server.core.pins import require_pin
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.passwords import hash_password, verify_password
from exam_server.services.throttling import Door, forget_failures, is_door_closed, note_failure
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store.device_log import find_pin
from exam_server.store.tables import AccountRow, SealPinRow

PinCheck = Literal["right", "wrong", "unset", "closed", "absent"]


def has_pin(work: Work) -> bool:
    """Whether the actor can seal with a PIN."""
    return work.actor.account_id is not None and find_pin(work.session, work.actor.account_id) is not None


def set_pin(work: Work, keys: Keys, door: Door, password: str, pin: str, again: str) -> Refused | None:
    """Give the actor's account a PIN, or another one. Gives why not where the password is wrong, which is counted.

    Raises Refused for a PIN that is no PIN, or was typed twice differently.
    """
    account_id = work.actor.account_id
    account = work.session.get(AccountRow, account_id)
    if account is None or account_id is None:
        raise NotFound(str(account_id))
    require_pin(pin)
    if pin != again:
        raise _refused(text("The two PINs differ."), text("Type the same PIN twice."))
    who = str(account_id)
    closed = is_door_closed(work, keys, door, who)
    fits = not closed and verify_password(account.password_hash, password)
    pin_hash = hash_password(pin) if fits else ""
    work.record()
    if closed:
        return _refused(text("There were too many failed attempts."), text("Try again in a few minutes."))
    if not fits:
        note_failure(work, keys, door, who, account_id)
        return _refused(text("The password is wrong."), text("Type the password with which you log in."))
    forget_failures(work, keys, door, who)
    row = find_pin(work.session, account_id) or SealPinRow(account_id=account_id, organisation_id=work.organisation_id)
    row.pin_hash, row.set_at = pin_hash, work.now
    work.session.add(row)
    work.note("account.pin.set", account_id)
    return None


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The PIN wasn't set."), why, remedy)


def check_pin(work: Work, keys: Keys, door: Door, pin: str | None) -> PinCheck:
    """Whether it's the actor's PIN. Outside `record()`: to compare takes tens of milliseconds."""
    account_id = work.actor.account_id
    if pin is None or account_id is None:
        return "absent"
    if is_door_closed(work, keys, door, str(account_id)):
        return "closed"
    row = find_pin(work.session, account_id)
    if row is None:
        return "unset"
    return "right" if verify_password(row.pin_hash, pin) else "wrong"


def count_check(work: Work, keys: Keys, door: Door, check: PinCheck) -> None:
    """Within `record()`: a wrong PIN counts against the next attempts, a right one ends the counting."""
    if check == "wrong":
        note_failure(work, keys, door, str(work.actor.account_id), work.actor.account_id)
    elif check == "right":
        forget_failures(work, keys, door, str(work.actor.account_id))
