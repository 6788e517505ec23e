"""Numbers as Polish forms write them: digits, words in any case, and what is built from them."""

import re

from exam_server.formats.register_form.labels import fold

STEMS = (
    (20, ("dwudziest", "dwadziesc")),
    (15, ("pietnast", "pietnasc")),
    (12, ("dwunast", "dwanasc")),
    (10, ("dziesiec", "dziesieci")),
    (9, ("dziewiec", "dziewieci")),
    (8, ("osiem", "osmi")),
    (7, ("siedem", "siedmi")),
    (6, ("szesc", "szesci")),
    (5, ("piec", "pieci")),
    (4, ("cztere", "cztery", "cztero", "czworo")),
    (3, ("trzy", "trzech", "trzej", "troje", "trojki")),
    (2, ("dwa", "dwaj", "dwie", "dwoch", "dwoje", "dwu")),
    (1, ("jeden", "jedna", "jedno", "roczn", "rok")),
)
OTHERS = ("trzynast", "trzynasc", "trzydzies", "dziewietn", "dziewiecdz", "siedemn", "siedemdz", "osiemn", "osiemdz")
AMOUNT = re.compile(r"(\d[\d .]*\d|\d)(?:,\d{2})?\s*(?:pln|zl\b|zlotych|zlote)")


def whole_number(phrase: str) -> int | None:
    """The first whole number written in digits."""
    found = re.search(r"\d{1,9}", phrase)
    return int(found[0]) if found else None


def number_in_words(word: str) -> int | None:
    """What a word like “trzech”, “pięcioletnie”, “3-letnie” or “4” counts."""
    plain = fold(word)
    if plain[:1].isdigit():
        return whole_number(plain)
    if plain.startswith(OTHERS):
        return None
    return next((value for value, stems in STEMS if plain.startswith(stems)), None)


def years(phrase: str) -> int | None:
    """“pięcioletnie”, “3-letnie”, “co najmniej 5 lat”, “dwa lata”: the first length in years."""
    words = re.findall(r"[\w-]+", fold(phrase))
    for place, word in enumerate(words):
        if re.search(r"-?(?:letni|roczn)", word) and (value := number_in_words(word)) is not None:
            return value
        if word in ("lat", "lata", "rok", "roku") and place:
            value = number_in_words(words[place - 1])
            if value is not None:
                return value
    return None


def amount(phrase: str) -> int | None:
    """Whole złotys of the first sum of money, after the word for cost where there is one."""
    plain = fold(phrase)
    after = plain[plain.find("koszt") :] if "koszt" in plain else plain
    found = AMOUNT.search(after)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[1])
    return int(digits[:9])
