"""The language, theme and formats of a page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask, current_app, g, session

from exam_server.core.text import Text
from exam_server.language import CONTENT_LANGUAGE, LANGUAGES, say, show_day, show_money, translations

THEMES = ("light", "night", "contrast", "auto")
TEXT_SIZES = ("normal", "large", "larger")


def current_language() -> str:
    """What the page was asked for in, the visitor's choice, else the installation's language: Polish first."""
    chosen = g.get("language") or session.get("language")
    return str(chosen) if chosen in LANGUAGES else str(current_app.config["EXAM_LANGUAGE"])


@dataclass(frozen=True)
class Preferences:
    """How a visitor wants pages; `text_size` is empty where they didn't choose one."""

    language: str
    theme: str
    text_size: str


def preferences_of(visit: Mapping[str, object], language: str) -> Preferences:
    """What a visit's cookie says, where it says something that there is; `language` is the installation's."""

    def choose(name: str, offered: Collection[str], otherwise: str) -> str:
        chosen = visit.get(name)
        return chosen if isinstance(chosen, str) and chosen in offered else otherwise

    return Preferences(
        choose("language", LANGUAGES, language), choose("theme", THEMES, "light"), choose("text_size", TEXT_SIZES, "")
    )


def current_preferences() -> Preferences:
    chosen = preferences_of(session, current_app.config["EXAM_LANGUAGE"])
    return replace(chosen, language=current_language())


def current_theme() -> str:
    chosen = session.get("theme")
    return str(chosen) if chosen in THEMES else "light"


def current_text_size(agreed: str = "normal") -> str:
    """The visitor's choice, else the size that was agreed for them."""
    chosen = session.get("text_size")
    return str(chosen) if chosen in TEXT_SIZES else agreed


def speak(message: Text) -> str:
    return say(message, current_language())


def install(app: Flask, zone: str) -> None:
    """Give templates `_`, the filters for times, and what every page shows about itself."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install_gettext: Callable[..., None] = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install_gettext(_gettext, _ngettext, newstyle=True)
    app.jinja_env.filters["say"] = speak
    app.jinja_env.globals["content_language"] = CONTENT_LANGUAGE
    for name, show in _formats(ZoneInfo(zone)).items():
        app.jinja_env.filters[name] = show
    app.context_processor(_page_facts)


def _page_facts() -> dict[str, object]:
    return {
        "language": current_language(),
        "theme": current_theme(),
        "text_size": current_text_size(),
        "actor": g.get("actor"),
    }


def _gettext(message: str) -> str:
    return translations(current_language()).gettext(message)


def _ngettext(one: str, many: str, count: int) -> str:
    return translations(current_language()).ngettext(one, many, count)


def _formats(zone: ZoneInfo) -> Mapping[str, Callable[..., str]]:
    def as_digits(pattern: str) -> Callable[[datetime | None], str]:
        """Digits are the same in every language, and a board shows hundreds of them."""
        return lambda moment: show_local(moment.astimezone(zone), pattern) if moment else ""

    def as_datetime(moment: datetime | None) -> str:
        if moment is None:
            return ""
        local = moment.astimezone(zone)
        return format_datetime(local, "d MMMM y, HH:mm", tzinfo=zone, locale=current_language()) + _which(local)

    def as_date(day: date | datetime | None) -> str:
        local = day.astimezone(zone).date() if isinstance(day, datetime) else day
        return show_day(local, current_language()) if local else ""

    return {
        "as_time": as_digits("%H:%M"),
        "as_clock": as_digits("%H:%M:%S"),
        "as_datetime": as_datetime,
        "as_date": as_date,
        "as_day": as_digits("%Y-%m-%d"),
        "as_money": as_money,
        "as_minutes": as_minutes,
        "as_duration": as_duration,
        "as_whole_minutes": as_whole_minutes,
    }


def show_local(local: datetime, pattern: str) -> str:
    """A time in its zone; in the hour that comes twice, when the clocks go back, with the name of the time."""
    return local.strftime(pattern) + _which(local)


def _which(local: datetime) -> str:
    """A space and CEST or CET in the doubled hour; else nothing."""
    comes_twice = local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
    return f" {local.tzname()}" if comes_twice else ""


def as_money(grosze: int) -> str:
    """An amount as the page's language writes it."""
    return show_money(grosze, current_language())


def as_minutes(seconds: int) -> str:
    """Minutes until five are left, then minutes and seconds."""
    if seconds > 300:
        return f"{-(-seconds // 60)}\u00a0min"
    return f"{seconds // 60}\u00a0min {seconds % 60:02}\u00a0s"


def as_duration(seconds: int) -> str:
    """A length that was measured, to the second."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}\u00a0min {rest:02}\u00a0s" if minutes else f"{rest}\u00a0s"


def as_whole_minutes(seconds: int) -> str:
    """Minutes alone, rounded up: for a board, where seconds of many would only flicker."""
    return f"{-(-seconds // 60)}\u00a0min"
