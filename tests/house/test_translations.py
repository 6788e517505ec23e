"""Every sentence for people has a Polish translation that says the same with the same values."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "exam_server"
POLISH = PACKAGE / "translations" / "pl"
KEYWORDS: dict[str, object] = {"text": None, "_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("translations/**", "ignore"),
    ("store/**", "ignore"),
    ("**.py", "python"),
]
# SQLAlchemy's text() has the same name; our sentences begin with a capital or aren't statements.
SQL = "select "
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s")


def _strings(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _used() -> dict[str | tuple[str, ...], str]:
    """Every message that the code asks for, with the file that asks first."""
    found: dict[str | tuple[str, ...], str] = {}
    everywhere = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS, directory_filter=lambda _: True)
    for name, _, message, _, _ in everywhere:
        if message and not _strings(message)[0].startswith(SQL):
            found.setdefault(message, name)
    return found


def _translated() -> list[tuple[str, Message]]:
    found = []
    for path in sorted(POLISH.glob("*.po")):
        with path.open("rb") as file:
            found += [(path.name, each) for each in read_po(file, locale="pl") if each.id]
    return found


USED = _used()
TRANSLATED = _translated()


def _placeholders(value: str) -> Counter[str]:
    return Counter(one or other for one, other in PLACEHOLDER.findall(value))


def test_every_sentence_is_translated() -> None:
    known = {_strings(each.id)[0] for _, each in TRANSLATED if all(_strings(each.string))}
    missing = sorted(f"{name}: {message!r}" for message, name in USED.items() if _strings(message)[0] not in known)
    assert missing == [], f"{len(missing)} sentences without Polish words:\n" + "\n".join(missing)


@pytest.mark.parametrize("name", sorted({name for name, _ in TRANSLATED}))
def test_a_translation_names_the_same_values(name: str) -> None:
    wrong = [
        (each.id, string)
        for file, each in TRANSLATED
        if file == name
        for string in _strings(each.string)
        if string and _placeholders(string) != _placeholders(_strings(each.id)[-1])
    ]
    assert wrong == []


def test_no_sentence_is_translated_in_two_files() -> None:
    counts: dict[str, list[str]] = {}
    for name, each in TRANSLATED:
        counts.setdefault(_strings(each.id)[0], []).append(name)
    assert {message: files for message, files in counts.items() if len(files) > 1} == {}


def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    used = {_strings(message)[0] for message in USED}
    assert [f"{name}: {_strings(each.id)[0]}" for name, each in TRANSLATED if _strings(each.id)[0] not in used] == []


def test_the_extraction_sees_code_and_templates() -> None:
    assert any(name.endswith(".html") for name in USED.values())
    assert any(name.startswith("core/") for name in USED.values())
