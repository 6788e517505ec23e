"""Facts about an item that other systems have no field for, as tags that they carry along and bring back."""

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from exam_server.core.bank import Item, Level
from exam_server.core.exchange import criteria_among
from exam_server.core.text import text
from exam_server.core.words import slug
from exam_server.formats.notes import Notes

LISTS = ("source", "enemy")


def tags_of(item: Item) -> tuple[str, ...]:
    """The criteria's codes, and `name=value` for everything that isn't as `Item` has it by default."""
    bare = Item(item.id, item.kind, (), "")
    facts = [
        ("level", item.level, bare.level),
        ("difficulty", f"{item.difficulty:g}", f"{bare.difficulty:g}"),
        ("seconds", str(item.seconds), str(bare.seconds)),
        ("language", item.language, bare.language),
        ("practice", str(item.practice).lower(), "false"),
    ]
    lists = [("source", each) for each in item.sources] + [("enemy", each) for each in item.enemies]
    named = [f"{name}={value}" for name, value, default in facts if value != default]
    return (*item.criteria, *named, *(f"{name}={value}" for name, value in lists))


def with_tags(item: Item, tags: Iterable[str], notes: Notes) -> Item:
    """The item with the criteria and facts that a file's tags say; a tag that says neither is noted."""
    codes, others = criteria_among(tags)
    item = replace(item, criteria=codes)
    for tag in others:
        name, _, value = tag.partition("=")
        said = _said(item, name.strip(), value.strip())
        if said is None:
            notes.change(text("The tag “{tag}” isn't taken.", tag=tag[:80]))
        else:
            item = said
    return item


def _said(item: Item, name: str, value: str) -> Item | None:
    if name == "level" and value in get_args(Level):
        return replace(item, level=value)  # type: ignore[arg-type]
    if name == "difficulty" and (number := _number(value)) is not None and 0 <= number <= 1:
        return replace(item, difficulty=number)
    if name == "seconds" and value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= 7200:
        return replace(item, seconds=int(value))
    if name == "language" and len(value) == 2 and value.isascii() and value.isalpha() and value.islower():
        return replace(item, language=value)
    if name == "practice" and value in ("true", "false"):
        return replace(item, practice=value == "true")
    if name in LISTS and value and slug(value) == value:
        return _with_listed(item, name, value)
    return None


def _with_listed(item: Item, name: str, value: str) -> Item:
    if name == "source":
        return replace(item, sources=(*item.sources, value))
    return replace(item, enemies=(*item.enemies, value))


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
