"""The bank: its items in one dense table, filtered and ordered through the address, and what it still lacks."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import render_template, request, url_for

from exam_server.core.coverage import ItemCount, cover_criteria
from exam_server.core.item_list import EXPOSURES, ItemFilter, Order, Sorting, read_sorting, write_sorting
from exam_server.core.text import Text, text
from exam_server.services.item_list import ItemsPage, count_by_criterion, list_choices, list_page
from exam_server.services.qualification import get_plan
from exam_server.services.workflow import find_last_act
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, newest_editions
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

PAGE = 50
FILTERS = ("criterion", "kind", "level", "status", "author", "language", "exposure", "statistics", "words")
COLUMNS: tuple[tuple[Text, Order | None, str], ...] = (
    (text("Code"), "code", ""),
    (text("Stem"), None, ""),
    (text("Kind"), "kind", ""),
    (text("Level"), "level", ""),
    (text("Criteria"), None, ""),
    (text("Status"), "status", ""),
    (text("Facility"), "facility", "number"),
    (text("Seen facility"), "seen", "number"),
    (text("Discrimination"), "discrimination", "number"),
    (text("Seconds"), "seconds", "number"),
    (text("Forms"), "exposure", "number"),
    (text("Revision"), "revision", "number"),
    (text("Changed"), "changed", "number"),
)


@author.get("/items")
@allow("bank.read")
def list_items() -> str:
    wanted, sorting = read_filter(request.args), read_sorting(request.args.get("sort", ""))
    with open_work() as work:
        edition = find_chosen(work)
        if edition is None:
            return render_template("author/items.html", edition=None)
        editions = newest_editions(work)
        found = list_page(work, edition.code, wanted, sorting, request.args.get("page", 1, type=whole_number), PAGE)
        choices = list_choices(work, edition.code)
        plan = get_plan(work, edition.id)
        counts = count_by_criterion(work, edition.code)
        last_act = find_last_act(work, edition.code)
    coverage = cover_criteria(counts, plan.content, edition.content)
    return render_template(
        "author/items.html",
        edition=edition,
        editions=editions,
        choices=choices,
        exposures=EXPOSURES,
        last_act=last_act,
        listed=_listed(wanted, sorting),
        wanted=wanted,
        sort=write_sorting(sorting),
        columns=[_column(name, by, kind, sorting) for name, by, kind in COLUMNS],
        narrowed=wanted != ItemFilter(),
        criteria=_criteria(edition.content.codes(), counts),
        gaps=[each for each in coverage if each.missing],
        **_part(found),
    )


def _criteria(known: Collection[str], counts: Sequence[ItemCount]) -> list[str]:
    """What items can have: the edition's criteria, then those that some still have of an earlier one."""
    return [*known, *sorted({each.criterion for each in counts} - set(known))]


def read_filter(given: Any) -> ItemFilter:
    """The filter that an address or a form names; `given` is a dict of texts."""
    return ItemFilter(**{name: given.get(name, "").strip()[:200] for name in FILTERS})


def _listed(wanted: ItemFilter, sorting: Sorting) -> dict[str, str]:
    """The filter and the order, for forms that come back to this list."""
    given = {**vars(wanted), "sort": write_sorting(sorting)}
    return {name: value for name, value in given.items() if value}


def _column(name: Text, by: Order | None, kind: str, sorting: Sorting) -> dict[str, str]:
    """A column's head: where it can be sorted by, the address that does so, and how it's sorted now."""
    if by is None:
        return {"name": speak(name), "kind": kind}
    now = ("descending" if sorting.descending else "ascending") if sorting.by == by else ""
    address = _address(sort=write_sorting(Sorting(by, descending=now == "ascending")), page="")
    return {"name": speak(name), "kind": kind, "address": address, "now": now}


def _part(found: ItemsPage) -> dict[str, Any]:
    """One page of the list, with the addresses of its neighbours."""
    return {
        "lines": found.lines,
        "found": found.found,
        "total": found.total,
        "first": found.first,
        "last": found.first + len(found.lines) - 1,
        "previous_url": _address(page=str(found.page - 1)) if found.page > 1 else "",
        "next_url": _address(page=str(found.page + 1)) if found.page < found.pages else "",
    }


def _address(**changed: str) -> str:
    """This list's address with what is changed; what is empty goes."""
    kept = {name: value for name, value in {**request.args, **changed}.items() if value}
    return url_for("author.list_items", **kept)  # type: ignore[arg-type]
