"""The pages with which a room begins, made before it comes: the door, and of each frozen exam all up to its lobby."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Flask

from exam_server.services.delivery import NOTHING_YET, CandidateView, list_welcomes
from exam_server.web.candidate.pages import SeatTexts
from exam_server.web.candidate.quick_pages import BEFORE
from exam_server.web.candidate.shells import Filling, fill_shell
from exam_server.web.language import current_preferences
from exam_server.web.work import House, open_work


def prepare_welcome(app: Flask, house: House) -> int:
    """Make those that aren't there yet, in the installation's language and its plain looks; gives how many."""
    with app.test_request_context(), open_work() as work:
        views = list_welcomes(work)
        coming = [Filling("ticket"), *(page for view in views for page in _pages(view, house))]
        missing = [page for page in coming if not house.shells.knows(page.key(current_preferences()))]
        for page in missing:
            fill_shell(page)
    return len(missing)


def _pages(view: CandidateView, house: House) -> Iterator[Filling]:
    """What their shells are made of is the same for all seats; what is a seat's own isn't in them."""
    plain = replace(view, larger_type=False)
    for state in BEFORE:
        seen = replace(plain, sitting=replace(view.sitting, state=state))
        texts = SeatTexts(seen, 0, house.settings.language, house.settings.time_zone)
        yield from (texts.identity(), texts.lobby_and_test(NOTHING_YET, {}))
