"""The bank: its items in one dense table, filtered through the address, and what it still lacks."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for

from exam_server.core.coverage import CriterionCoverage, ItemFilter, ItemLine, cover_criteria, filter_items
from exam_server.core.text import text
from exam_server.services.bank_lists import list_item_lines
from exam_server.services.qualification import get_plan
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, newest_editions
from exam_server.web.author.words import STATUSES
from exam_server.web.language import speak
from exam_server.web.work import open_work

PAGE = 50
FILTERS = ("criterion", "kind", "level", "status", "words")


@author.get("/items")
@allow("bank.read")
def list_items() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        editions = newest_editions(work)
        lines = list_item_lines(work, edition.code) if edition else []
        plan = get_plan(work, edition.id) if edition else None
    wanted = ItemFilter(**{name: request.args.get(name, "").strip()[:200] for name in FILTERS})
    found = filter_items(lines, wanted)
    coverage = cover_criteria(lines, plan.content, edition.content) if edition and plan else ()
    return render_template(
        "author/items.html",
        edition=edition,
        editions=editions,
        total=len(lines),
        wanted=wanted,
        narrowed=any(vars(wanted).values()),
        coverage=[each for each in coverage if each.asked or each.by_status],
        gaps=[each for each in coverage if each.missing],
        unplanned=_unplanned(coverage),
        coverage_columns=_coverage_columns(),
        **_part(found),
    )


def _unplanned(coverage: Sequence[CriterionCoverage]) -> list[CriterionCoverage]:
    """Criteria with items that no test asks for."""
    return [each for each in coverage if each.by_status and not each.asked]


def _coverage_columns() -> list[tuple[str, str]]:
    counts = [words for _, words in STATUSES.values()]
    counts += [text("may be drawn"), text("asked in a form"), text("missing")]
    return [(speak(text("Criterion")), "nowrap"), *((speak(words), "number") for words in counts)]


def _part(found: Sequence[ItemLine]) -> dict[str, Any]:
    """One page of the list, with the addresses of its neighbours."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * PAGE
    return {
        "lines": found[start : start + PAGE],
        "found": len(found),
        "first": start + 1,
        "last": min(start + PAGE, len(found)),
        "previous_url": _page_address(page - 1) if page > 1 else "",
        "next_url": _page_address(page + 1) if page < pages else "",
    }


def _page_address(page: int) -> str:
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return url_for("author.list_items", **{**kept, "page": page})  # type: ignore[arg-type]
