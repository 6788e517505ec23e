"""Real GIFT files, where they are at hand: read whole, and alike with what another parser made of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from exam_server.core.bank import Item
from exam_server.core.numbers import read_span
from exam_server.core.scoring import mark
from exam_server.formats.gift import read_gift
from exam_server.formats.html_markdown import to_markdown
from exam_server.formats.markdown_words import shown_words
from exam_server.formats.notes import Notes
from tests.samples import sample_files

FILES = sample_files("gift", ".gift", ".txt")
TYPES = {
    "MC": ("single_choice", "multiple_response"),
    "TF": ("true_false",),
    "Short": ("short_text",),
    "Numerical": ("numeric",),
    "Matching": ("matching",),
    "Essay": ("extended_text",),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_file_is_read(path: Path):
    read = read_gift(path.read_bytes(), path.name)
    assert read.items or "CATEGORY" in path.read_text()
    assert all(brought.item is not None or brought.refused for brought in read.items)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_questions_are_those_that_another_parser_found(path: Path):
    if not path.with_suffix(".json").exists():
        pytest.skip("no other parser's reading lies beside this file")
    expected = [each for each in json.loads(path.with_suffix(".json").read_text()) if each["type"] != "Category"]
    read = read_gift(path.read_bytes(), path.name)
    assert len(read.items) == len(expected)
    for brought, other in zip(read.items, expected, strict=True):
        if other["type"] == "Description":
            assert brought.outcome == "refused"
        else:
            assert brought.item is not None
            _compare(brought.item, other)


def _compare(item: Item, other: dict[str, Any]) -> None:
    assert item.kind in TYPES[other["type"]]
    assert shown_words(item.stem).replace("_____.", "_____ .") == _shown(other["stem"])
    COMPARISONS.get(other["type"], lambda item, other: None)(item, other)


def _compare_choices(item: Item, other: dict[str, Any]) -> None:
    choices = other["choices"]
    assert [shown_words(option.text) for option in item.options] == [_shown(each["text"]) for each in choices]
    general = f" {_shown(other['globalFeedback'])}" if other.get("globalFeedback") else ""
    for option, each in zip(item.options, choices, strict=True):
        said = _shown(each["feedback"]) if each["feedback"] else ""
        assert shown_words(option.rationale) in (said, (said + general).strip())
        if each["weight"] is not None:
            assert item.scoring.mapping.get(option.id, 0) * 100 == pytest.approx(each["weight"], abs=1e-4)
        elif each["isCorrect"]:
            assert mark(item, option.id).score == 1


def _compare_truth(item: Item, other: dict[str, Any]) -> None:
    assert {option.id for option in item.options if option.key} == {str(other["isTrue"]).lower()}


def _compare_pairs(item: Item, other: dict[str, Any]) -> None:
    pairs = [(_shown(each["subquestion"]), each["subanswer"]) for each in other["matchPairs"]]
    assert [(shown_words(pair.left), shown_words(pair.right)) for pair in item.pairs] == pairs


def _compare_texts(item: Item, other: dict[str, Any]) -> None:
    assert [option.text for option in item.options] == [each["text"]["text"] for each in other["choices"]]


def _compare_numbers(item: Item, other: dict[str, Any]) -> None:
    given = other["choices"]
    numbers = [each["text"] for each in given] if isinstance(given, list) else [given]
    for option, each in zip(item.options, numbers, strict=True):
        span = read_span(option.text)
        assert span is not None
        low = each.get("numberLow", each.get("number", 0) - each.get("range", 0))
        high = each.get("numberHigh", each.get("number", 0) + each.get("range", 0))
        assert (float(span.low), float(span.high)) == (pytest.approx(low), pytest.approx(high))


COMPARISONS = {
    "MC": _compare_choices,
    "TF": _compare_truth,
    "Short": _compare_texts,
    "Matching": _compare_pairs,
    "Numerical": _compare_numbers,
}


def _shown(words: dict[str, str]) -> str:
    if words["format"] == "html":
        return shown_words(to_markdown(words["text"], Notes(), lambda source: None))
    return " ".join(words["text"].replace("**", "").split())
