"""Paper twins of frozen test forms: what a candidate would see on the screen, with room to respond by pen.

They're made of `PresentedItem`, which holds neither key nor rationale, so that none can be printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import chain
from math import ceil
from typing import get_args

from exam_server.core.bank import Kind
from exam_server.core.delivery import PresentedItem, PresentedOption
from exam_server.formats.html_tree import Element, Node, picture_sources, read_tree
from exam_server.formats.image import Picture
from exam_server.formats.pdf.typesetting import typeset

BLOCKS = frozenset("p li tr pre blockquote h3 h4 h5 h6 hr".split())  # noqa: SIM905
# By large print or not. A page takes about 45 lines, in large print 25: what is kept together must never be taller.
LETTERS_IN_LINE = {False: 92, True: 48}
LINES_KEPT_TOGETHER = {False: 36, True: 21}
WIDEST_MILLIMETRES, TALLEST_MILLIMETRES = 150, 150
SPARE_LINES = {False: 24, True: 13}


@dataclass(frozen=True)
class TwinWords:
    """The words of a twin's pages. `question` has {number} and {total}, `page` {page} and {pages}.

    `hints` say per kind how to respond on paper; `case` has {first} and {last}, `case_of_one` {first}.
    """

    question: str
    code: str
    hints: Mapping[Kind, str]
    entry: str
    letter: str
    choices: str
    case: str
    case_of_one: str
    continued: str
    hash_label: str
    page: str


@dataclass(frozen=True)
class Twin:
    """One candidate's paper: `place` heads each page, `short` is the digest in letters."""

    place: str
    facts: tuple[tuple[str, str], ...]
    digest: str
    short: str
    items: tuple[PresentedItem, ...]


@dataclass(frozen=True)
class TwinBook:
    """Papers that are printed together. `blanks` are what is filled in by hand on the cover.

    `large` is large print: a body of 20 pt, no word broken. `pictures` maps a source to its file.
    """

    language: str
    title: str
    organisation: str
    large: bool
    facts: tuple[tuple[str, str], ...]
    instructions: tuple[str, ...]
    blanks: tuple[str, ...]
    words: TwinWords
    twins: tuple[Twin, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True)
class _Case:
    heading: str
    title: str
    text: int
    whole: bool


@dataclass(frozen=True)
class _Item:
    """An item as the template takes it: each text is a place in the document's `texts`."""

    position: int
    kind: Kind
    code: str
    language: str
    stem: int
    options: tuple[int, ...]
    lefts: tuple[int, ...]
    rights: tuple[int, ...]
    gaps: tuple[tuple[int, ...], ...]
    case: _Case | None
    whole: bool


@dataclass(frozen=True)
class _Twin:
    place: str
    facts: tuple[tuple[str, str], ...]
    digest: str
    short: str
    items: tuple[_Item, ...]
    spare_lines: int


@dataclass(frozen=True)
class _Picture:
    """Bytes as numbers, since JSON holds no others."""

    content: tuple[int, ...]
    millimetres: float


@dataclass(frozen=True)
class _Document:
    language: str
    title: str
    organisation: str
    large: bool
    facts: tuple[tuple[str, str], ...]
    instructions: tuple[str, ...]
    blanks: tuple[str, ...]
    words: TwinWords
    twins: tuple[_Twin, ...]
    texts: tuple[tuple[Node, ...], ...]
    pictures: Mapping[str, _Picture]


def write_paper_twins(book: TwinBook, made_at: datetime) -> bytes:
    """The papers as one tagged PDF; each begins on the front of a sheet and counts its own pages.

    About 0.1 s and 20 MB for a paper of 51 items, both in the process that sets it. Raises ValueError for a kind of
    item that has no form on paper, and for a picture that `pictures` doesn't hold.
    """
    texts = _Texts(book.pictures)
    twins = tuple(_lay_out(twin, book, texts) for twin in book.twins)
    document = _Document(
        language=book.language,
        title=book.title,
        organisation=book.organisation,
        large=book.large,
        facts=book.facts,
        instructions=book.instructions,
        blanks=book.blanks,
        words=book.words,
        twins=twins,
        texts=tuple(texts.trees),
        pictures={source: _picture(book.pictures[source], book.large) for source in texts.sources},
    )
    return typeset("paper_twins.typ", document, made_at)


def _picture(picture: Picture, large: bool) -> _Picture:
    """As wide as on a screen of 96 dots an inch (larger in large print), within the page."""
    natural = picture.width * 25.4 / 96 * (1.4 if large else 1)
    tallest = TALLEST_MILLIMETRES * picture.width / picture.height
    return _Picture(tuple(picture.content), round(min(natural, WIDEST_MILLIMETRES, tallest), 1))


class _Texts:
    """Every different text once, by its place: the forms of a room share most of them."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self.trees: list[tuple[Node, ...]] = []
        self.sources: dict[str, None] = {}
        self._pictures = pictures
        self._places: dict[str, int] = {}

    def place(self, markup: str) -> int:
        if markup not in self._places:
            tree = read_tree(markup)
            for source in picture_sources(tree):
                if source not in self._pictures:
                    raise ValueError(f"there is no picture {source}")
                self.sources[source] = None
            self._places[markup] = len(self.trees)
            self.trees.append(tree)
        return self._places[markup]

    def places(self, options: Iterable[PresentedOption]) -> tuple[int, ...]:
        return tuple(self.place(option.html) for option in options)

    def fit_together(self, places: Sequence[int], large: bool, ruled: int = 0) -> bool:
        """Whether these texts with the space around each, a heading and `ruled` lines surely take less than a page."""
        lines = sum(_lines(self.trees[place], LETTERS_IN_LINE[large]) + 0.5 for place in places) + 2 * ruled
        return lines + 4 <= LINES_KEPT_TOGETHER[large]


def _lay_out(twin: Twin, book: TwinBook, texts: _Texts) -> _Twin:
    items = tuple(_item(twin.items, at, book, texts) for at in range(len(twin.items)))
    writes = any(item.kind == "extended_text" for item in items)
    spare_lines = SPARE_LINES[book.large] if writes else 0
    return _Twin(twin.place, twin.facts, twin.digest, twin.short, items, spare_lines)


def _item(items: Sequence[PresentedItem], at: int, book: TwinBook, texts: _Texts) -> _Item:
    item = items[at]
    if item.kind not in book.words.hints or item.kind not in get_args(Kind):
        raise ValueError(f"items of the kind {item.kind} have no form on paper")
    stem = texts.place(item.stem_html)
    options, lefts, rights = texts.places(item.options), texts.places(item.lefts), texts.places(item.rights)
    gaps = tuple(tuple(texts.place(escape(words)) for words in gap.choices) for gap in item.gaps)
    return _Item(
        position=item.position,
        kind=item.kind,
        code=item.code,
        language=item.language,
        stem=stem,
        options=options,
        lefts=lefts,
        rights=rights,
        gaps=gaps,
        case=_case(items, at, book, texts),
        whole=texts.fit_together((stem, *options, *lefts, *lefts, *rights, *chain(*gaps)), book.large, len(gaps)),
    )


def _case(items: Sequence[PresentedItem], at: int, book: TwinBook, texts: _Texts) -> _Case | None:
    """The case that the item hangs on, once before the first of the items in a row that share it."""
    shared = items[at].stimulus_html
    if not shared or (at and items[at - 1].stimulus_html == shared):
        return None
    last = at
    while last + 1 < len(items) and items[last + 1].stimulus_html == shared:
        last += 1
    words = book.words.case_of_one if last == at else book.words.case
    heading = words.format(first=items[at].position, last=items[last].position)
    place = texts.place(shared)
    return _Case(heading, items[at].stimulus_title, place, texts.fit_together((place,), book.large))


def _lines(nodes: Sequence[Node], letters: int) -> int:
    """Each block takes at least a line, each picture a page."""
    total = ceil(sum(len(node) for node in nodes if isinstance(node, str)) / letters)
    for node in nodes:
        if isinstance(node, Element):
            inside = _lines(node.children, letters)
            total += 99 if node.tag == "img" else max(1, inside) if node.tag in BLOCKS else inside
    return total
