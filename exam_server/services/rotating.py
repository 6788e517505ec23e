"""Exchanging the installation's secret: what hung on the earlier one ends, what it signed stays verifiable."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from exam_server.core.former_keys import FormerKeys
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.ed25519 import public_key
from exam_server.formats.former_keys import write_former
from exam_server.services.former_keys import FILE, find_former
from exam_server.services.legal_day import legal_day
from exam_server.services.secret_age import EXCHANGED
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import factors as factor_store
from exam_server.store import people as store
from exam_server.store.closed_room import count_exams


@dataclass(frozen=True)
class Exchanged:
    """What ended: log-ins, apps of second factors, tickets of so many frozen exams; where the earlier secret lies."""

    sessions: int
    apps: int
    exams: int
    aside: Path


def exchange_secret(work: Work, instance: Path, secret: bytes, now: datetime) -> Exchanged:
    """Give the installation another secret. The edge commits; a crash before it is put right by doing it once more.

    Raises Refused while an exam runs, and where the secret isn't the folder's own file.
    """
    file = instance / "secret"
    if not file.is_file() or file.read_text(encoding="utf-8").strip() != secret.hex():
        raise _refuse(text("The secret stands in the settings."), text("Remove it there: the next start makes a file."))
    work.record()
    if count_exams(work.session, "open"):
        raise _refuse(text("An exam is running."), text("Close it first."))
    former = _now_former(work, secret)
    apps = factor_store.delete_derived(work.session)
    sessions = store.end_all_login_sessions(work.session, work.now)
    work.note(EXCHANGED, None, head_key=former.head, sessions=sessions, apps=apps)
    work.session.flush()
    try:
        aside = _exchange_files(instance, (*find_former(instance), former), now)
    except OSError as error:
        raise _refuse(text("{reason}.", reason=str(error)), text("Put that right, then do it once more.")) from error
    return Exchanged(sessions, apps, count_exams(work.session, "frozen"), aside)


def _now_former(work: Work, secret: bytes) -> FormerKeys:
    keys = Keys(secret)
    return FormerKeys(legal_day(work), public_key(keys.audit_head_seed()), public_key(keys.badge_seed()))


def _exchange_files(instance: Path, former: tuple[FormerKeys, ...], now: datetime) -> Path:
    """The earlier secret stays aside, for an answer file that comes late; its owner deletes it."""
    aside = instance / f"secret-until-{now:%Y%m%d-%H%M%S}"
    _write(instance / FILE, write_former(tuple(dict.fromkeys(former))))
    os.link(instance / "secret", aside)
    _write(instance / "secret", secrets.token_hex(32))
    return aside


def _write(path: Path, content: str) -> None:
    """Whole or not at all, and for its owner alone."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _refuse(why: Text, remedy: Text) -> Refused:
    return Refused(text("The secret wasn't exchanged."), why, remedy)
