"""A page that is the same for a whole room is made once, however many ask for it in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from exam_server.web import fragments
from exam_server.web.fragments import Shells, mark

HERD = 8


def test_a_herd_that_asks_for_a_page_that_is_not_there_yet_waits_for_the_one_who_makes_it() -> None:
    shells, together, made = Shells(), Barrier(HERD), []

    def make() -> str:
        made.append("page")
        Event().wait(0.05)
        return f"<p>{mark('name')}</p>"

    def ask(number: int) -> str:
        together.wait()
        return shells.fill("page", make, {"name": f"candidate {number}"})

    with ThreadPoolExecutor(HERD) as pool:
        pages = list(pool.map(ask, range(HERD)))
    assert pages == [f"<p>candidate {number}</p>" for number in range(HERD)]
    assert made == ["page"]


def test_a_page_may_have_a_part_that_is_a_shell_itself() -> None:
    shells = Shells()
    page = shells.fill("page", lambda: f"<main>{shells.fill('part', lambda: '<i></i>', {})}</main>", {})
    assert page == "<main><i></i></main>"


def test_a_page_that_could_not_be_made_is_made_for_the_next_one() -> None:
    shells = Shells()
    with pytest.raises(ZeroDivisionError):
        shells.fill("page", lambda: str(1 / 0), {})
    assert shells.fill("page", lambda: "<p></p>", {}) == "<p></p>"


def test_of_a_herd_that_only_fills_what_is_there_one_goes_and_makes_it_and_the_others_wait_for_that_one() -> None:
    shells, together, sent = Shells(), Barrier(HERD), []

    def ask(number: int) -> str:
        together.wait()
        holes = {"name": f"candidate {number}"}
        found = shells.fill_coming("page", holes)
        if found is None:
            sent.append(number)
            Event().wait(0.05)
            return shells.fill("page", lambda: f"<p>{mark('name')}</p>", holes)
        return found

    with ThreadPoolExecutor(HERD) as pool:
        pages = list(pool.map(ask, range(HERD)))
    assert pages == [f"<p>candidate {number}</p>" for number in range(HERD)]
    assert len(sent) == 1


def test_who_waited_in_vain_for_a_page_goes_and_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "PATIENCE_SECONDS", 0.01)
    shells = Shells()
    assert [shells.fill_coming("page", {}) for _ in range(3)] == [None, None, None]
    assert shells.fill("page", lambda: "<p></p>", {}) == "<p></p>" == shells.fill_coming("page", {})
