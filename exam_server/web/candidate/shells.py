"""Pages of a room: rendered once for everybody, and filled for each candidate with what is theirs alone."""

import re
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from types import SimpleNamespace

from flask import render_template, request
from markupsafe import escape

from exam_server.web.access import csrf_token
from exam_server.web.language import current_language, current_text_size, current_theme
from exam_server.web.work import house

# Code points that no text has: Unicode leaves them to programs.
MARK = re.compile("\ufdd0([a-z_]+)\ufdd1")


def fill_shell(
    template: str, facts: Mapping[str, Hashable], own: Mapping[str, object], agreed_size: str = "normal"
) -> str:
    """A page whose template knows both as `candidate.NAME`; facts shape it, so they must be those of an exam, not of a
    person. What is one's own only stands in it, escaped. `agreed_size`: the text size agreed for this candidate.
    """
    size = current_text_size(agreed_size)
    key = (template, current_language(), current_theme(), size, tuple(facts.items()))
    pieces = house().shells.find(key, lambda: _render(template, facts, own, size))
    filled = {**own, "csrf": csrf_token(), "address": request.full_path}
    return "".join(str(escape(filled[piece])) if place % 2 else piece for place, piece in enumerate(pieces))


def _render(template: str, facts: Mapping[str, Hashable], own: Mapping[str, object], text_size: str) -> Sequence[str]:
    page = render_template(
        template,
        candidate=SimpleNamespace(**facts, **{name: _mark(name) for name in own}),
        csrf_token=partial(_mark, "csrf"),
        request=SimpleNamespace(full_path=_mark("address")),
        text_size=text_size,
    )
    return MARK.split(page)


def _mark(name: str) -> str:
    return f"\ufdd0{name}\ufdd1"
