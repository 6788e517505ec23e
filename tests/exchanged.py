"""Items of every kind for sending through formats: texts full of what each format means something by."""

import string
from dataclasses import replace

from hypothesis import strategies as st

from exam_server.core.bank import Gap, GuideElement, Item, Option, Pair, Scoring
from exam_server.formats.moodle.parts import TRUTHS, part_id

SIGNS = "~=#{}:\\*_[]<>&|\"'%-+./!?;()`^$,łąęŻ–„”…"
PLAIN = st.text(string.ascii_letters + string.digits + " ", max_size=12)
WORD = st.text(string.ascii_letters + SIGNS, min_size=1, max_size=10)
SHARES = (0.25, 0.5, 1 / 3, 0.1)


@st.composite
def line(draw: st.DrawFn) -> str:
    """One line that begins and ends with a letter, so that no format trims it."""
    return "a" + " ".join(" ".join(draw(st.lists(WORD, max_size=4))).split()) + "z"


@st.composite
def markdown(draw: st.DrawFn) -> str:
    """Paragraphs as an author may write them."""
    return "\n\n".join(draw(st.lists(line(), min_size=1, max_size=2)))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, object]:
    return {
        "criteria": tuple(draw(st.lists(st.sampled_from(["1A1", "2B3", "3C12"]), unique=True))),
        "level": draw(st.sampled_from(["remember", "understand", "apply", "analyse"])),
        "difficulty": draw(st.sampled_from([0.6, 0.35])),
        "seconds": draw(st.sampled_from([60, 90])),
        "sources": tuple(draw(st.lists(st.sampled_from(["ustawa", "book-1"]), unique=True))),
        "language": draw(st.sampled_from(["pl", "en"])),
        "practice": draw(st.booleans()),
    }


@st.composite
def options(draw: st.DrawFn, *, least: int = 3, typed: bool = False, keys: int = 1) -> tuple[Option, ...]:
    texts = draw(st.lists(line(), min_size=least, max_size=5, unique_by=lambda words: words.casefold()))
    rationales = [draw(st.one_of(st.just(""), line())) for _ in texts]
    if typed:
        texts, rationales = ([words.replace("->", "") for words in each] for each in (texts, rationales))
    return tuple(
        Option(part_id(n), words, n < keys, rationale)
        for n, (words, rationale) in enumerate(zip(texts, rationales, strict=True))
    )


@st.composite
def single_choice(draw: st.DrawFn) -> Item:
    given = draw(options())
    part = draw(st.sampled_from([0.0, *SHARES]))
    scoring = Scoring({"a": 1.0, "b": part} if part else {})
    return Item("i", "single_choice", (), draw(markdown()), given, scoring=scoring)


@st.composite
def multiple_response(draw: st.DrawFn) -> Item:
    given = draw(options(keys=2))
    scoring = draw(
        st.sampled_from([Scoring(), Scoring({"a": 0.5, "b": 0.5}), Scoring({"a": 0.5, "b": 0.5, "c": -0.5})])
    )
    return Item("i", "multiple_response", (), draw(markdown()), given, scoring=scoring)


@st.composite
def true_false(draw: st.DrawFn) -> Item:
    right = draw(st.sampled_from(["true", "false"]))
    given = tuple(Option(name, words, name == right, draw(PLAIN).strip()) for name, words in TRUTHS.items())
    return Item("i", "true_false", (), draw(markdown()), given)


@st.composite
def matching(draw: st.DrawFn) -> Item:
    lefts = draw(st.lists(line(), min_size=3, max_size=4, unique=True))
    pairs = [Pair(f"p{n}", left.replace("->", ""), f"do {n}") for n, left in enumerate(lefts, start=1)]
    pairs += [Pair(f"p{len(pairs) + 1}", "", "nigdzie")] if draw(st.booleans()) else []
    even = {pair.id: 1 / len(lefts) for pair in pairs if pair.left}
    scoring = Scoring(draw(st.sampled_from([{}, even])))
    return Item("i", "matching", (), draw(markdown()), pairs=tuple(pairs), scoring=scoring)


@st.composite
def short_text(draw: st.DrawFn) -> Item:
    given = draw(options(least=1, typed=True))
    case = draw(st.booleans())
    if len(given) > 1 and draw(st.booleans()):
        mapping = {option.id: 1.0 if option.key else 0.5 for option in given}
        scoring = Scoring(mapping, draw(st.sampled_from([0.0, 0.1])), exact_case=case)
    else:
        scoring = Scoring(exact_case=case)
    return Item("i", "short_text", (), draw(markdown()), given, scoring=scoring)


@st.composite
def numeric(draw: st.DrawFn) -> Item:
    number = draw(st.integers(-9999, 9999)) / 100
    tolerance = draw(st.sampled_from(["", " ± 0.5", " ± 0.01"]))
    given = (Option("a", f"{number:g}{tolerance}", True, draw(PLAIN).strip()), Option("b", "123456"))
    return Item("i", "numeric", (), draw(markdown()), given)


@st.composite
def ordering(draw: st.DrawFn) -> Item:
    given = tuple(replace(option, key=False, rationale="") for option in draw(options()))
    pairs = [f"{a.id} {b.id}" for n, a in enumerate(given) for b in given[n + 1 :]]
    scoring = Scoring(draw(st.sampled_from([{}, dict.fromkeys(pairs, 1 / len(pairs))])))
    return Item("i", "ordering", (), draw(markdown()), given, scoring=scoring)


@st.composite
def gapped(draw: st.DrawFn, kind: str) -> Item:
    count = draw(st.integers(1, 3))
    gaps = tuple(Gap(f"g{n}", draw(options(least=2, typed=kind == "gap_text"))) for n in range(1, count + 1))
    # Between two dollar signs there is a formula, and within a formula there are no gaps.
    stem = " ".join(f"{draw(line().map(lambda words: words.replace('$', '£')))} [[{gap.id}]]" for gap in gaps)
    even = {f"{gap.id} a": 1 / count for gap in gaps}
    return Item("i", kind, (), stem, gaps=gaps, scoring=Scoring(draw(st.sampled_from([{}, even]))))  # type: ignore[arg-type]


@st.composite
def extended_text(draw: st.DrawFn) -> Item:
    anchors = {level: draw(line()) for level in range(4)}
    return Item("i", "extended_text", (), draw(markdown()), guide=(GuideElement(draw(line()), anchors),))


KINDS = {
    "single_choice": single_choice(),
    "multiple_response": multiple_response(),
    "true_false": true_false(),
    "matching": matching(),
    "short_text": short_text(),
    "numeric": numeric(),
    "ordering": ordering(),
    "gap_text": gapped("gap_text"),
    "inline_choice": gapped("inline_choice"),
    "extended_text": extended_text(),
}


@st.composite
def items(draw: st.DrawFn, *kinds: str) -> tuple[Item, ...]:
    """A few items of some kinds (of all, if none are named) with ids of their own."""
    given = draw(st.lists(st.one_of(*(KINDS[kind] for kind in kinds or KINDS)), min_size=1, max_size=3))
    return tuple(replace(item, id=f"item-{n}", **draw(facts())) for n, item in enumerate(given))
