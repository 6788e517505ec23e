"""What the serving process does by itself: watch the clock, close what is due, seal events, prepare, measure."""

import os
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import structlog
from flask import Flask

from exam_server.services.audit import seal_events
from exam_server.services.audit_heads import keep_head, list_due_heads, sign_head
from exam_server.services.delivery import close_due_sittings
from exam_server.services.erasure_orders import finish_orders
from exam_server.services.excluding import follow_policies
from exam_server.services.figures import refresh_figures
from exam_server.services.legal_day import legal_day
from exam_server.services.opening import Journal
from exam_server.services.signing_apart import sign_apart
from exam_server.services.work import Work
from exam_server.web.sending import NoticeSender
from exam_server.web.substitutes import carry_out_amendments, carry_out_withdrawals
from exam_server.web.work import House, open_work

LOG = structlog.get_logger("exam.upkeep")
EVERY_SECONDS = 1.0
MOST_BITES = 20
HERD, MOST_WAITED = 100, 5
"""Steps of a room since the last round, and rounds in a row."""
EVERYWHERE_ROUNDS = 60
HEAD_EVERY_SECONDS = 60.0
LAST_WORDS_SECONDS = 1.0


def start_upkeep(app: Flask, house: House, **more: Callable[[], object]) -> threading.Thread:
    """A daemon thread that never ends by an error: it's logged, and the next round tries again."""
    uses = (close_due_sittings, house.gates.look)
    jobs: dict[str, Callable[[], object]] = {"look_at_clock": partial(_look_at_clock, app, house)}
    jobs |= {job.__name__: partial(_work, app, job) for job in uses}
    jobs |= {"seal_events": Sealer(app, house.journal), "follow_policies": NewDay(app, follow_policies)}
    jobs |= {"finish_orders": NewDay(app, partial(finish_orders, instance=house.settings.instance)), **more}
    _start("heads", {"sign_heads": HeadSigner(app, house)})
    if house.settings.mail_host:
        _start("notices", {"send_notices": NoticeSender(app, house.settings)})
    # Measuring a large bank takes seconds, and so does looking for substitutes: nothing that is due may wait for it.
    _start("figures", {"refresh_figures": partial(_refresh_figures, app)})
    leaving = (carry_out_withdrawals, carry_out_amendments)
    _start("substitutes", {job.__name__: partial(job, app, house) for job in leaving})
    return _start("upkeep", jobs)


def _start(name: str, jobs: dict[str, Callable[[], object]]) -> threading.Thread:
    thread = threading.Thread(target=_run, args=(jobs,), name=name, daemon=True)
    thread.start()
    return thread


def _refresh_figures(app: Flask) -> None:
    more = True
    while more:
        with app.app_context(), open_work() as work:
            more = refresh_figures(work)


def _work(app: Flask, job: Callable[[Work], object]) -> None:
    with app.app_context(), open_work() as work:
        job(work)


def _look_at_clock(app: Flask, house: House) -> None:
    _work(app, house.clock.look)
    house.clock.settle()


class HeadSigner:
    """Once a day, what the chain came to is vouched for: from then on it can't be reckoned anew unseen.

    It looks every minute, and not at the start, when people come: the process that signs takes half a second.
    """

    def __init__(self, app: Flask, house: House) -> None:
        self._app, self._house = app, house
        self._next_look = time.monotonic() + HEAD_EVERY_SECONDS

    def __call__(self) -> None:
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + HEAD_EVERY_SECONDS
            self.look()

    def look(self) -> int:
        """Sign what is due; gives how many heads that were."""
        with self._app.app_context(), open_work() as work:
            due = list_due_heads(work)
        for organisation_id, head in due:
            signed = sign_head(organisation_id, head, partial(sign_apart, self._house.keys.audit_head_seed()))
            with self._app.app_context(), open_work() as work:
                keep_head(work, organisation_id, signed)
        return len(due)


class NewDay:
    """At the start and once a day: what policies that begin to hold on it change (P3), what erasures left to do.

    Each has its own work and is tried until it's done: a file that can't be read keeps no policy from holding.
    """

    def __init__(self, app: Flask, job: Callable[[Work], object]) -> None:
        self._app, self._job = app, job
        self._begun: date | None = None

    def __call__(self) -> None:
        with self._app.app_context(), open_work() as work:
            today = legal_day(work)
            if today != self._begun:
                self._job(work)
        self._begun = today


class Sealer:
    """Seals in small bites, each a short transaction: a herd leaves many events, and saves wait for every bite.

    What an earlier process left is looked for once; from then on a look is at the last minutes alone. Ids bear the
    machine's wall clock, and one that was set back hides new events among older ones: hence everywhere now and then.
    While a herd comes it waits a few rounds: the room needs the processor now, and the chain has time.
    """

    def __init__(self, app: Flask, journal: Journal) -> None:
        self._app, self._journal = app, journal
        self._is_settled = False
        self._rounds = self._steps_seen = self._waited = 0

    def __call__(self) -> None:
        if self._waits_for_a_herd():
            return
        self._rounds += 1
        if self._rounds % EVERYWHERE_ROUNDS == 0:
            self._is_settled = False
        for _ in range(MOST_BITES):
            with self._app.app_context(), open_work() as work:
                if not seal_events(work, everywhere=not self._is_settled):
                    self._is_settled = True
                    return

    def _waits_for_a_herd(self) -> bool:
        steps, self._steps_seen = self._journal.steps_taken - self._steps_seen, self._journal.steps_taken
        self._waited = self._waited + 1 if steps >= HERD and self._waited < MOST_WAITED else 0
        return self._waited > 0


def _run(jobs: dict[str, Callable[[], object]]) -> None:
    while True:
        for name, job in jobs.items():
            try:
                job()
            except Exception as error:
                LOG.error("upkeep.failed", job=name, error=type(error).__name__)
        time.sleep(EVERY_SECONDS)


def end_soon() -> None:
    """After a failed flush: refuse and report for a moment, then end, so that the supervisor starts a new process.

    Nothing is tidied up on the way out: whatever is tidied would be written.
    """
    LOG.critical("flush.failed")
    threading.Timer(LAST_WORDS_SECONDS, os._exit, (os.EX_IOERR,)).start()
