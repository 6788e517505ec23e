"""The server's time: taken up at the start, watched while it runs; what a clock did leaves an audit event and a notice.

On SQLite time is a line that is anchored to the machine's own running and outlives a restart. On PostgreSQL it's the
database server's clock, on which all processes agree; each of them watches that clock, and its own against it.
"""

from datetime import datetime, timedelta

from exam_server.core.clock import Anchor, Reading, anchor_at, decide, has_moved, is_behind, take_up
from exam_server.core.text import Text, text
from exam_server.services.people import find_organisation_id
from exam_server.services.work import Work
from exam_server.store import clock as store
from exam_server.store.database import Database

SHOWN_FOR = timedelta(hours=12)
NOTHING = timedelta()


def take_up_line(work: Work) -> timedelta:
    """Go on with the line of time that is kept, or begin one; gives the offset that was noted last. SQLite only."""
    kept, noted = store.find_line(work.session) or (None, NOTHING)
    anchor = take_up(kept, work.database.machine.read())
    work.database.anchor = anchor
    if anchor != kept:
        noted = NOTHING
        work.record()
        store.keep_line(work.session, anchor, noted)
    work.now = work.database.now(work.session)
    return noted


class ClockWatch:
    """What one process knows of the clocks. `look` is for its upkeep, every second; `notices` for the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted = NOTHING
        self._decided: tuple[Anchor, timedelta] | None = None
        self._of_database: Anchor | None = None
        self._jump: tuple[datetime, timedelta] | None = None
        self._behind: tuple[datetime, datetime] | None = None

    @property
    def offset(self) -> timedelta:
        """How far this machine's wall clock is ahead of everybody's time; on PostgreSQL as it was noted last."""
        if not self._database.is_sqlite:
            return self._noted
        return self._database.anchor.offset(self._database.machine.read())

    def take_up(self, work: Work) -> None:
        """Before anything asks for the time, once per process. A date before what is recorded is noted."""
        last = store.last_recorded(work.session)
        if self._database.is_sqlite:
            self._noted = take_up_line(work)
        if last is not None and is_behind(work.now, last):
            self._behind = (work.now, last)
            self._note(work, "clock.behind", work.now - last)

    def look(self, work: Work) -> None:
        """Compare the clocks; `settle` afterwards, once what this noted is committed."""
        if self._database.is_sqlite:
            self._look_at_wall(work)
        else:
            self._look_at_database(work)

    def settle(self) -> None:
        """Let the line go on as the last look decided."""
        if self._decided is not None:
            self._database.anchor, self._noted = self._decided
            self._decided = None

    def notices(self, now: datetime) -> list[Text]:
        """What the desk has to know now; usually nothing."""
        found = []
        if has_moved(self.offset, NOTHING):
            found.append(_own_line(self.offset) if self._database.is_sqlite else _two_clocks(self.offset))
        if self._jump is not None and now - self._jump[0] < SHOWN_FOR:
            found.append(_jump(self._jump[1]))
        if self._behind is not None and is_behind(now, self._behind[1]) and now - self._behind[0] < SHOWN_FOR:
            found.append(_behind())
        return found

    def _look_at_wall(self, work: Work) -> None:
        """While an exam is open the line goes on; otherwise it takes the wall clock over."""
        self._decided = None
        reading, anchor = self._database.machine.read(), self._database.anchor
        offset = anchor.offset(reading)
        if not has_moved(offset, NOTHING) and not has_moved(offset, self._noted):
            return
        if decide(offset, self._noted, store.is_exam_open(work.session)) == "keep":
            return
        work.record()
        # Asked again within the lane, where nobody opens an exam meanwhile.
        if decide(offset, self._noted, store.is_exam_open(work.session)) == "adopt":
            self._note(work, "clock.adopted", offset)
            self._decided = (anchor_at(reading), NOTHING)
        else:
            self._note(work, "clock.stepped", offset)
            self._decided = (anchor, offset)
        store.keep_line(work.session, *self._decided)

    def _look_at_database(self, work: Work) -> None:
        """Whether the database's clock was stepped, against this machine's running; and how the two clocks differ."""
        before = self._database.machine.since_boot()
        asked = self._database.now(work.session)
        after = self._database.machine.read()
        doubt = (after.since_boot - before) / 2
        answered = Reading(asked + doubt, after.since_boot, after.boot_id)
        jump = self._of_database.offset(answered) if self._of_database else NOTHING
        if has_moved(jump, NOTHING, doubt):
            self._jump = (asked, jump)
            self._note(work, "clock.stepped", jump)
        if self._of_database is None or self._jump == (asked, jump):
            self._of_database = anchor_at(answered)
        difference = after.wall - answered.wall
        if has_moved(difference, self._noted, doubt):
            self._noted = difference
            self._note(work, "clock.differs", difference)

    def _note(self, work: Work, tag: str, offset: timedelta) -> None:
        if (organisation_id := find_organisation_id(work)) is not None:
            work.record()
            work.organisation_id = organisation_id
            work.note(tag, milliseconds=offset // timedelta(milliseconds=1))


def _own_line(offset: timedelta) -> Text:
    return text(
        "The server's clock and the exam's time differ by {seconds} s: the clock was set. Everybody's time goes on"
        " unchanged; the server takes the clock over once no exam is open.",
        seconds=_seconds(offset),
    )


def _two_clocks(offset: timedelta) -> Text:
    return text(
        "The clocks of this server and of the database differ by {seconds} s. Everybody's time goes by the database's.",
        seconds=_seconds(offset),
    )


def _jump(offset: timedelta) -> Text:
    return text(
        "The database's clock has jumped by {seconds} s, and the ends of the tests with it. Look at the time that is"
        " left, and give back what is missing.",
        seconds=_seconds(offset),
    )


def _behind() -> Text:
    return text(
        "The server's date or time lies before what was recorded last. Check it before the exam; the administrator"
        " sets it."
    )


def _seconds(offset: timedelta) -> int:
    return round(abs(offset).total_seconds())
