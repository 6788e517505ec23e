"""Facts about an item that other systems have no field for, as tags that they carry along and bring back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args

from exam_server.core.bank import Item, Level
from exam_server.core.exchange import criteria_among
from exam_server.core.text import text
from exam_server.core.words import slug
from exam_server.formats.notes import Notes

LISTS = ("source", "enemy")
ADDING = ("multiple_response", "matching", "ordering", "gap_text", "inline_choice")
"""Kinds for which other systems add up parts of the mark."""


def tags_of(item: Item) -> tuple[str, ...]:
    """The criteria's codes, and `name=value` for everything that isn't as `Item` has it by default."""
    bare = Item(item.id, item.kind, (), "")
    facts = [
        ("level", item.level, bare.level),
        ("difficulty", f"{item.difficulty:g}", f"{bare.difficulty:g}"),
        ("seconds", str(item.seconds), str(bare.seconds)),
        ("language", item.language, bare.language),
        ("practice", str(item.practice).lower(), "false"),
        ("part", item.part, ""),
        ("scoring", "exact-case" if item.scoring.exact_case else "", ""),
        ("scoring", "all-or-nothing" if item.kind in ADDING and not item.scoring.mapping else "", ""),
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
    """The item with what one tag says; None where it says nothing that an item has."""
    if name in LISTS:
        return _with_listed(item, name, value) if slug(value) == value != "" else None
    if name == "scoring":
        return _with_scoring(item, value)
    change = FACTS.get(name, _nothing)(value)
    return replace(item, **change) if change else None


def _nothing(value: str) -> Mapping[str, Any]:
    return {}


def _level(value: str) -> Mapping[str, Any]:
    return {"level": value} if value in get_args(Level) else {}


def _difficulty(value: str) -> Mapping[str, Any]:
    return {"difficulty": float(value)} if re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0)?", value, re.ASCII) else {}


def _seconds(value: str) -> Mapping[str, Any]:
    return {"seconds": int(value)} if re.fullmatch(r"[1-9][0-9]{0,3}", value) and int(value) <= 7200 else {}


def _language(value: str) -> Mapping[str, Any]:
    return {"language": value} if re.fullmatch("[a-z]{2}", value) else {}


def _practice(value: str) -> Mapping[str, Any]:
    return {"practice": value == "true"} if value in ("true", "false") else {}


def _part(value: str) -> Mapping[str, Any]:
    return {"part": value} if re.fullmatch("[a-z0-9][a-z0-9_-]{0,31}", value) else {}


FACTS = {
    "level": _level,
    "difficulty": _difficulty,
    "seconds": _seconds,
    "language": _language,
    "practice": _practice,
    "part": _part,
}


def _with_scoring(item: Item, value: str) -> Item | None:
    if value == "exact-case":
        return replace(item, scoring=replace(item.scoring, exact_case=True))
    return replace(item, scoring=replace(item.scoring, mapping={})) if value == "all-or-nothing" else None


def _with_listed(item: Item, name: str, value: str) -> Item:
    if name == "source":
        return replace(item, sources=(*item.sources, value))
    return replace(item, enemies=(*item.enemies, value))
