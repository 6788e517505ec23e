"""Pages of a room: rendered once for everybody, and filled for each candidate with what is theirs alone."""

from collections.abc import Hashable, Mapping
from functools import partial
from types import SimpleNamespace

from flask import render_template, request
from markupsafe import escape

from exam_server.web.access import csrf_token
from exam_server.web.fragments import mark
from exam_server.web.language import current_language, current_text_size, current_theme
from exam_server.web.work import house


def fill_shell(
    template: str, facts: Mapping[str, Hashable], own: Mapping[str, object], agreed_size: str = "normal"
) -> str:
    """A page whose template knows both as `candidate.NAME`; facts shape it, so they must be those of an exam, not of a
    person. What is one's own only stands in it, escaped. `agreed_size`: the text size agreed for this candidate.
    """
    size = current_text_size(agreed_size)
    key = (template, current_language(), current_theme(), size, tuple(facts.items()))
    filled = {**own, "csrf": csrf_token(), "address": request.full_path}
    return house().shells.fill(
        key,
        lambda: render_template(
            template,
            candidate=SimpleNamespace(**facts, **{name: mark(name) for name in own}),
            csrf_token=partial(mark, "csrf"),
            request=SimpleNamespace(full_path=mark("address")),
            text_size=size,
        ),
        {name: str(escape(value)) for name, value in filled.items()},
    )
