"""What a database says when it can't write, told apart by what has to follow."""

import sqlite3
from typing import Literal

WriteTrouble = Literal["full", "read_only", "flush", "other"]
"""full: no room, and it may come back; read_only: nothing may be written now; flush: what was written may be lost."""

_FLUSH = frozenset({sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC})
# A quota and a limit on file sizes come as a failed write: like a full disk, nothing of the transaction is there.
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_PRIMARY = 0xFF


class NotFlushed(RuntimeError):
    """A flush failed in this process: what couldn't be written may be dropped, so nothing is tried again."""


def trouble_of(error: BaseException) -> WriteTrouble:
    """What kind of trouble a driver's error is; PostgreSQL's server answers for its own disk: `other` there."""
    if isinstance(error, NotFlushed):
        return "flush"
    code = getattr(error, "sqlite_errorcode", None)
    if code in _FLUSH:
        return "flush"
    if code in _FULL:
        return "full"
    return "read_only" if code is not None and code & _PRIMARY == sqlite3.SQLITE_READONLY else "other"
