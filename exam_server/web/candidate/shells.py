"""Pages of a room: rendered once for everybody, and filled for each candidate with what is theirs alone."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

from flask import Flask, render_template, request
from markupsafe import escape

from exam_server.language import translations
from exam_server.web.access import csrf_token
from exam_server.web.assets import release
from exam_server.web.fragments import mark
from exam_server.web.language import Preferences, current_preferences
from exam_server.web.work import House, house

ROOM = ("candidate/", "_parts/")


def prepare_templates(app: Flask) -> None:
    """Read what the pages of a room are made of, words, templates and their files, before anybody waits for them."""
    release()
    translations(app.config["EXAM_LANGUAGE"])
    for name in app.jinja_env.list_templates(filter_func=lambda found: found.startswith(ROOM)):
        app.jinja_env.get_template(name)


@dataclass(frozen=True)
class Filling:
    """A page: its template, which knows all of this as `candidate.NAME`, and what it shows.

    Facts shape it, so they must be those of an exam, not of a person. What is one's own only stands in it, escaped.
    `agreed_size`: the text size agreed for this candidate.
    """

    template: str
    facts: Mapping[str, Hashable] = field(default_factory=dict)
    own: Mapping[str, object] = field(default_factory=dict)
    agreed_size: str = "normal"

    def key(self, chosen: Preferences) -> Hashable:
        size = chosen.text_size or self.agreed_size
        return (self.template, chosen.language, chosen.theme, size, tuple(self.facts.items()))

    def holes(self, csrf: str, address: str) -> dict[str, str]:
        return {name: str(escape(value)) for name, value in {**self.own, "csrf": csrf, "address": address}.items()}


def fill_shell(filling: Filling) -> str:
    """The page for the current request; its shell is made where there is none yet."""
    chosen = current_preferences()
    return house().shells.fill(
        filling.key(chosen),
        lambda: render_template(
            f"candidate/{filling.template}.html",
            candidate=SimpleNamespace(**filling.facts, **{name: mark(name) for name in filling.own}),
            csrf_token=partial(mark, "csrf"),
            request=SimpleNamespace(full_path=mark("address")),
            text_size=chosen.text_size or filling.agreed_size,
        ),
        filling.holes(csrf_token(), request.full_path),
    )


def fill_known_shell(
    kept: House, filling: Filling, chosen: Preferences, csrf: str, address: str, *, may_wait: bool
) -> str | None:
    """The same outside of a request; None where the shell isn't there yet, nor made by somebody else (`may_wait`)."""
    fill = kept.shells.fill_coming if may_wait else kept.shells.fill_known
    return fill(filling.key(chosen), filling.holes(csrf, address))
