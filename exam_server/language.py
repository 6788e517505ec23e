"""The words of the pages and commands in Polish and English: catalogues, one file per subject, read at the start."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import Translations

from exam_server.core.fees import show_amount
from exam_server.core.text import Text

LANGUAGES: Sequence[str] = ("pl", "en")
CONTENT_LANGUAGE = "pl"
"""Of register forms, plans and scenarios, whatever language the page around them has; items say their own."""
FOLDER = Path(__file__).with_name("translations")


def catalogue(language: str) -> Catalog:
    """All of a language's subject files as one catalogue; English needs none, its messages are the keys."""
    merged = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged.add(message.id, message.string, flags=message.flags, context=message.context)
    return merged


@cache
def translations(language: str) -> Translations:
    """The gettext object of a language."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def say(message: Text, language: str = "pl") -> str:
    """The sentence in `language`; values that are sentences themselves are translated too, and days are written out."""
    template = translations(language).gettext(message.template)
    return template.format(**{key: _say_value(value, language) for key, value in message.values.items()})


def show_day(day: date, language: str = "pl") -> str:
    """A day as people write it: 26 listopada 2026, 26 November 2026."""
    return str(format_date(day, "d MMMM y", locale=language))


def show_number(value: float, places: int, language: str = "pl") -> str:
    """A number as people write it, with a minus and not a hyphen: −1,50, in English −1.50."""
    pattern = "0." + "0" * places if places else "0"
    return str(format_decimal(value, pattern, locale=language)).replace("-", "−")


def show_money(grosze: int, language: str = "pl") -> str:
    """An amount as people write it: 2 500,00 zł, in English PLN 2,500.00."""
    if language == CONTENT_LANGUAGE:
        return show_amount(grosze)
    return str(format_currency(Decimal(grosze) / 100, "PLN", "¤¤\u00a0#,##0.00", locale=language))


def _say_value(value: object, language: str) -> object:
    if isinstance(value, Text):
        return say(value, language)
    return show_day(value, language) if isinstance(value, date) and not isinstance(value, datetime) else value
