"""Item files: strict reading, canonical writing, and the JSON Schema that says the same."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Gap, GuideElement, Item, Option, Pair, Scoring, revision_hash
from exam_server.core.lint import check_item
from exam_server.formats.item_schema import PARTS, item_schema
from exam_server.formats.item_yaml import read_item, write_item
from exam_server.formats.richtext import check_richtext, render
from exam_server.formats.yaml_lines import load_yaml
from tests.kinds import EVERY_KIND

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "item.schema.json").read_text(encoding="utf-8"))

GOOD = """\
id: bk-1a1-001
kind: single_choice
criteria: [1A1]
level: apply
difficulty: 0.65
seconds: 75
language: pl
status: pilot
sources: [zsk-act-2]
stem: |-
  Klientka mówi: „nie wiem”.

  Co doradca robi najpierw?
options:
  - {id: a, text: "Pyta", key: true, rationale: "bo tak"}
  - {id: b, text: "Radzi", rationale: "bo nie"}
"""

BAD = {
    "unknown": ("seconds: 75", "seconds: 75\ncolour: red", "field-unknown", 7),
    "missing": ("level: apply\n", "", "field-missing", 1),
    "kind": ("kind: single_choice", "kind: essay", "value", 2),
    "level": ("level: apply", "level: create", "value", 4),
    "difficulty-range": ("difficulty: 0.65", "difficulty: 1.5", "value", 5),
    "difficulty-type": ("difficulty: 0.65", "difficulty: hard", "value", 5),
    "seconds-type": ("seconds: 75", "seconds: 7.5", "value", 6),
    "seconds-range": ("seconds: 75", "seconds: 0", "value", 6),
    "criteria-list": ("criteria: [1A1]", "criteria: 1A1", "value", 3),
    "criteria-code": ("criteria: [1A1]", "criteria: [A11]", "value", 3),
    "id": ("id: bk-1a1-001", "id: BK 1", "value", 1),
    "option-id-type": ("{id: a,", "{id: true,", "value", 15),
    "option-key-type": ("key: true", "key: tak", "value", 15),
    "option-unknown": ("key: true", "right: true", "field-unknown", 15),
    "option-text": ('text: "Radzi", ', "", "field-missing", 16),
    "foreign-part": ("options:", "guide:\n  - {text: x}\noptions:", "part-foreign", 14),
    "other-kind": ("kind: single_choice", "kind: matching", "part-missing", 1),
    "gap-empty": (
        "options:",
        "gaps: [{id: g, options: []}]\noptions:",
        "value",
        14,
    ),
    "mapping": ("options:", "scoring: {mapping: {a: x}}\noptions:", "value", 14),
    "no-text": ("stem: |-\n  Klientka mówi: „nie wiem”.\n\n  Co doradca robi najpierw?", 'stem: ""', "value", 10),
}


def data_of(source: str) -> Any:
    located, problems = load_yaml(source)
    assert located is not None and problems == ()
    return json.loads(json.dumps(located.data))


def test_a_file_is_read_as_its_item() -> None:
    item, problems = read_item(GOOD, "a.yaml")
    assert problems == ()
    assert item == Item(
        "bk-1a1-001",
        "single_choice",
        ("1A1",),
        "Klientka mówi: „nie wiem”.\n\nCo doradca robi najpierw?",
        (Option("a", "Pyta", True, "bo tak"), Option("b", "Radzi", False, "bo nie")),
        level="apply",
        difficulty=0.65,
        seconds=75,
        sources=("zsk-act-2",),
        status="pilot",
    )


@pytest.mark.parametrize("fault", BAD)
def test_each_fault_is_found_at_its_line(fault: str) -> None:
    old, new, rule, line = BAD[fault]
    assert old in GOOD
    item, problems = read_item(GOOD.replace(old, new), "a.yaml")
    assert item is None
    assert (rule, line, "a.yaml") in {(problem.rule, problem.line, problem.place) for problem in problems}


@pytest.mark.parametrize("fault", BAD)
def test_the_schema_refuses_what_the_reader_refuses(fault: str) -> None:
    old, new, _, _ = BAD[fault]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data_of(GOOD.replace(old, new)), SCHEMA)


def test_all_faults_are_reported_at_once() -> None:
    source = GOOD.replace("level: apply\n", "").replace("seconds: 75", "seconds: x").replace("key: true", "right: true")
    _, problems = read_item(source)
    assert len(problems) == 3


@pytest.mark.parametrize("source", ["", "[]", "a", "id: [", "id: &a x\nkind: *a", "---\na: 1\n---\nb: 2", "\x00"])
def test_what_is_no_item_at_all_is_refused(source: str) -> None:
    item, problems = read_item(source)
    assert item is None and problems


@settings(deadline=None)
@given(st.text(max_size=300))
def test_reading_never_raises(source: str) -> None:
    item, problems = read_item(source)
    assert item is not None or problems


def test_html_in_any_text_is_found_at_its_line() -> None:
    _, problems = read_item(GOOD.replace("Co doradca", "<b>Co</b> doradca").replace("bo nie", "<i>bo</i> nie"))
    assert {(problem.rule, problem.line) for problem in problems} == {("richtext-html", 13), ("richtext-html", 16)}


def test_texts_are_composed_on_reading() -> None:
    item, _ = read_item(GOOD.replace("mówi", "mo\u0301wi"))
    assert item is not None and "mówi" in item.stem


def test_the_committed_schema_is_the_one_of_the_reader() -> None:
    assert item_schema() == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def shipped() -> list[Path]:
    return sorted((ROOT / "question_bank").glob("*/items/**/*.yaml"))


def test_every_shipped_item_fits_reader_and_schema_and_is_written_back_the_same() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    files = (ROOT / "question_bank").glob("*/media/*")
    pictures = {f"media/{path.name}": f"media:{sha256(path.read_bytes()).hexdigest()}" for path in files}
    for path in shipped():
        source = path.read_text(encoding="utf-8")
        item, problems = read_item(source, path.name, pictures)
        assert item is not None and not problems, (path.name, problems)
        assert list(validator.iter_errors(data_of(source))) == [], path.name
        written = write_item(item, {id_: name for name, id_ in pictures.items()})
        assert read_item(written, path.name, pictures) == (item, ()), path.name


WORDS = (
    st.one_of(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S")), min_size=1, max_size=30),
        st.sampled_from(
            [
                "true",
                "null",
                "1",
                "0.5",
                "1E5",
                "no",
                "- a",
                "# a",
                "a: b",
                " a ",
                "a\n\nb",
                "a\n  b\n",
                "\n",
                "'",
                '"',
                "|",
                "\t",
                "~",
            ]
        ),
    )
    .map(lambda words: normalize("NFC", words))
    .filter(lambda words: not check_richtext(words))
)
SLUGS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True)
PART_IDS = st.from_regex(r"[A-Za-z0-9_-]{1,5}", fullmatch=True)
NUMBERS = st.integers(-(10**6), 10**6).map(lambda value: value / 10**6)
CODES = st.from_regex(r"[1-3][A-E][1-9]", fullmatch=True)


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(sorted(PARTS)))
    part = PARTS[kind]
    options = st.builds(Option, PART_IDS, WORDS, st.booleans(), st.one_of(st.just(""), WORDS))
    pairs = st.builds(Pair, PART_IDS, st.one_of(st.just(""), WORDS), WORDS, st.one_of(st.just(""), WORDS))
    guide = st.builds(GuideElement, WORDS, st.dictionaries(st.integers(0, 3), WORDS))
    gaps = st.builds(Gap, PART_IDS, st.lists(options, min_size=1, max_size=2).map(tuple))
    bounds = st.one_of(st.none(), NUMBERS)
    return Item(
        id=draw(SLUGS),
        kind=kind,
        criteria=tuple(draw(st.lists(CODES, max_size=2))),
        stem=draw(WORDS),
        options=tuple(draw(st.lists(options, min_size=1, max_size=3))) if part == "options" else (),
        pairs=tuple(draw(st.lists(pairs, min_size=1, max_size=3))) if part == "pairs" else (),
        guide=tuple(draw(st.lists(guide, min_size=1, max_size=2))) if part == "guide" else (),
        gaps=tuple(draw(st.lists(gaps, min_size=1, max_size=2))) if part == "gaps" else (),
        level=draw(st.sampled_from(["remember", "understand", "apply", "analyse"])),
        scoring=Scoring(
            draw(st.dictionaries(PART_IDS, NUMBERS, max_size=2)),
            draw(NUMBERS),
            draw(bounds),
            draw(bounds),
            draw(st.booleans()),
        ),
        difficulty=abs(draw(NUMBERS)),
        seconds=draw(st.integers(1, 7200)),
        stimulus=draw(st.one_of(st.just(""), SLUGS)),
        enemies=tuple(draw(st.lists(SLUGS, max_size=2))),
        sources=tuple(draw(st.lists(SLUGS, max_size=2))),
        language=draw(st.sampled_from(["pl", "en"])),
        status=draw(st.sampled_from(["draft", "review", "pilot", "active", "retired"])),
        practice=draw(st.booleans()),
    )


@settings(deadline=None)
@given(items())
def test_an_item_that_is_written_and_read_is_the_same_item(item: Item) -> None:
    written = write_item(item)
    assert read_item(written) == (item, ())
    assert write_item(item) == written
    jsonschema.validate(data_of(written), SCHEMA)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_sound_item_of_each_kind_is_written_and_read_the_same(kind: str) -> None:
    item = EVERY_KIND[kind].item
    assert read_item(write_item(item)) == (item, ())


@pytest.mark.parametrize(("before", "after"), [("kraj", "_kraj_"), ("[[kraj]]", "[[kraj]](https://example.org)")])
def test_a_gap_whose_marker_markdown_takes_away_is_found(before: str, after: str) -> None:
    source = write_item(EVERY_KIND["gap_text"].item).replace(before, after)
    _, problems = read_item(source, "i.yaml")
    assert [problem.rule for problem in problems] == ["gap-lost"]


PIECES = st.lists(st.sampled_from(["$", "$$", " ", "x", "5", "\\", "`", "\n", "\n\n", "+"]), max_size=6).map("".join)


@settings(max_examples=200, deadline=None)
@given(PIECES, PIECES)
@example("$x=", "$")
@example("\n\n$$x=", "$$\n\n")
@example("5$ $a", " b$")
@example("$`", "$`")
@example("\n```", "")
def test_a_gap_that_a_formula_or_the_name_of_a_language_takes_in_is_always_found(before: str, after: str) -> None:
    item = replace(EVERY_KIND["gap_text"].item, stem=f"a{before}[[kraj]]{after}b [[naczynie]]")
    outside = re.sub(r"<math.*?</math>", "", render(item.stem), flags=re.DOTALL)
    found = {problem.rule for problem in check_item(item)}
    if "[[kraj]]" not in outside and "gap-in-formula" not in found:
        assert "gap-lost" in {problem.rule for problem in read_item(write_item(item))[1]}


def test_typed_texts_are_plain_and_may_hold_what_markdown_would_take_for_html() -> None:
    item = replace(EVERY_KIND["short_text"].item, options=(Option("a", "a <b> c", True, "bo"),))
    assert read_item(write_item(item)) == (item, ())
    hidden = replace(item, options=(Option("a", "a\u202eb", True, "bo"),))
    assert [each.rule for each in read_item(write_item(hidden))[1]] == ["richtext-control-character"]


PICTURES = {"media/wykres.png": f"media:{'a' * 64}"}


def test_an_item_holds_its_pictures_by_hash_and_is_written_with_their_names() -> None:
    pictured = GOOD.replace("Co doradca", "![Wykres](media/wykres.png) Co doradca").replace(
        '"Pyta"', '"![Tak](media/wykres.png)"'
    )
    item, problems = read_item(pictured, "i.yaml", PICTURES)
    assert item is not None and problems == ()
    assert PICTURES["media/wykres.png"] in item.stem and PICTURES["media/wykres.png"] in item.options[0].text
    written = write_item(item, {id_: name for name, id_ in PICTURES.items()})
    assert "media:" not in written
    assert read_item(written, "i.yaml", PICTURES) == (item, ())
    other, _ = read_item(pictured, "i.yaml", {"media/wykres.png": f"media:{'b' * 64}"})
    assert other is not None and revision_hash(other) != revision_hash(item), "other bytes are other content"


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("Co doradca", "![Wykres](media/inny.png) Co doradca", "picture-missing", 13),
        ("Co doradca", "![](media/wykres.png) Co doradca", "richtext-picture-alt", 13),
        ('"bo tak"', '"![Wykres](media/wykres.png)"', "picture-place", 15),
    ],
)
def test_a_picture_that_nobody_could_see_is_refused_at_its_line(old: str, new: str, rule: str, line: int) -> None:
    _, problems = read_item(GOOD.replace(old, new), "i.yaml", PICTURES)
    assert [(each.rule, each.line, each.severity) for each in problems] == [(rule, line, "error")]
