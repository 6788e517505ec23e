"""What a page sends about criteria: a level and a word for each."""

from collections.abc import Mapping

LEVEL, WORDS = "level-", "words-"


def read_statements(form: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Code → level and words, for the criteria for which a level was chosen."""
    chosen = {name.removeprefix(LEVEL): value for name, value in form.items() if name.startswith(LEVEL) and value}
    return {code: (level, form.get(f"{WORDS}{code}", "")) for code, level in chosen.items()}


def chosen_set(numbers: list[int], given: str) -> int:
    """The set of outcomes that the page shows: the one that was asked for, else the first."""
    return next((each for each in numbers if str(each) == given), min(numbers, default=0))
