"""The only door to bleach: authors' Markdown becomes HTML that consists of a tiny list of harmless tags."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text
from exam_server.formats.maths import Unreadable, read_formula, write_mathml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ALLOW_LIST_VERSION = "3"
"""Stored beside cleaned HTML: whoever changes the lists below raises it, and stored HTML is cleaned anew."""

TAGS = frozenset(
    "p br hr strong em s code pre blockquote ul ol li h3 h4 h5 h6 table thead tbody tr th td img".split()  # noqa: SIM905
)
MEDIA_ID = re.compile(r"media:[0-9a-f]{64}")
MEDIA_NAME = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.(png|jpe?g|webp)")
ADDRESS = re.compile(r"(/[a-z]{1,20}){1,3}/[0-9a-f]{64}")
FORMULAS = frozenset({"math_inline", "math_block"})
PIXELS = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
LINK = re.compile(r"https://[^\s\"'<>\\]{1,2000}")
LINK_RELATION = "noopener noreferrer nofollow"

OFTEN_TEXTS, OFTEN_CHARACTERS = 2000, 4000
MAXIMUM_BYTES = 64 * 1024
MAXIMUM_ANGLES = 2_000
MAXIMUM_ENTITIES = 200
MAXIMUM_DEPTH = 20
ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Shown:
    """What a page loads for a picture, and the size in pixels that it keeps free for it; 0: not known."""

    source: str
    width: int = 0
    height: int = 0


Media = Callable[[str], Shown | None]
"""From a picture's source in the Markdown to how it's shown; None drops it."""


def only_media_ids(source: str) -> Shown | None:
    """The default: pictures named by their media id stay so, names of files are dropped."""
    return Shown(source) if MEDIA_ID.fullmatch(source) else None


def render(markdown: str, *, media: Media = only_media_ids, links: bool = False) -> str:
    """Clean HTML of a Markdown text, its formulas as MathML; raises Refused where `check_richtext` finds it unfit.

    `media` may show a media id or an address on this server. Links stay for authors only (`links`); for
    candidates their words remain.
    """
    for problem in _check_characters(markdown):
        raise _unfit(problem)
    parser = _parser()
    tokens = parser.parse(unicodedata.normalize("NFC", markdown))
    for problem in _check_depth(tokens):
        raise _unfit(problem)
    formulas = _set_aside(tokens, markdown)
    for token in _walk(tokens):
        _tame(token, media)
    return _put_back(clean(parser.renderer.render(tokens, parser.options, {}), links=links), formulas)


def _set_aside(tokens: Sequence["Token"], markdown: str) -> dict[str, str]:
    """Each formula's MathML by the words that stand for it while bleach works; nobody can write these words."""
    mark = hashlib.sha256(markdown.encode()).hexdigest()
    formulas: dict[str, str] = {}
    for token in _walk(tokens):
        for child in token.children or () if token.type == "image" else ():
            _as_typed(child)
        if token.type in FORMULAS:
            try:
                parts = read_formula(token.content)
            except Unreadable:
                _as_typed(token)
                continue
            name = f"formula{mark}n{len(formulas)}x"
            formulas[name] = write_mathml(parts, token.content, block=token.type == "math_block")
            token.type, token.content = "text", name
    return formulas


def _as_typed(token: "Token") -> None:
    """A formula that can't be shown, or that stands in a picture's description, stays as its author wrote it."""
    if token.type in FORMULAS:
        token.type, token.content = "text", f"{token.markup}{token.content}{token.markup}"


def _put_back(html: str, formulas: Mapping[str, str]) -> str:
    for name, mathml in formulas.items():
        html = html.replace(name, mathml, 1)
    return html


def clean(html: str, *, links: bool = False) -> str:
    """The harmless part of any HTML; cleaning twice changes nothing."""
    return _clean_often(html, links) if len(html) <= OFTEN_CHARACTERS else _clean(html, links)


@lru_cache(maxsize=OFTEN_TEXTS)
def _clean_often(html: str, links: bool) -> str:
    """An item's texts come again: at each change of one of them in its preview, when it's checked, when it's filed."""
    return _clean(html, links)


def _clean(html: str, links: bool) -> str:
    from bleach.sanitizer import Cleaner

    cleaner = Cleaner(
        tags=TAGS | {"a"} if links else TAGS,
        attributes=_is_allowed,
        protocols=frozenset({"https", "media"}),
        strip=True,
        strip_comments=True,
    )
    return unicodedata.normalize("NFC", cleaner.clean(html)).strip()


def check_richtext(markdown: str) -> tuple[Problem, ...]:
    """What an author has to correct; `line` counts within the text. Never raises."""
    if unfit := tuple(_check_characters(markdown)):
        return unfit
    return tuple(_check_structure(markdown))


def check_plain(words: str) -> tuple[Problem, ...]:
    """What an author has to correct in a text that isn't Markdown: its size, and characters that nobody sees."""
    return tuple(_check_characters(words))


def check_fitness(markdown: str) -> tuple[Problem, ...]:
    """What would keep a text from being shown at all: `render` raises Refused for exactly these. Never raises."""
    return tuple(_check_characters(markdown)) or tuple(_check_depth(parse(markdown)))


def media_sources(markdown: str) -> tuple[tuple[str, int], ...]:
    """All pictures in a text, in order: each one's file or media id, wanted or not, and its paragraph's line."""
    if "![" not in markdown or any(_check_characters(markdown)):
        return ()
    return tuple(
        (str(token.attrGet("src") or ""), block.map[0] + 1 if block.map else 1)
        for block in _parser().parse(markdown)
        for token in _walk([block])
        if token.type == "image"
    )


def parse(markdown: str) -> "list[Token]":
    """The tokens of a Markdown text as this door reads it, for who turns it into something else than HTML."""
    return _parser().parse(unicodedata.normalize("NFC", markdown))


@cache
def _parser(html: bool = False) -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": MAXIMUM_DEPTH + 1})
    # As in prices, a dollar beside a space or a digit begins and ends no formula.
    dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
    return parser.enable(["table", "strikethrough"])


def _walk(tokens: Sequence["Token"]) -> Iterator["Token"]:
    for token in tokens:
        yield token
        yield from _walk(token.children or ())


def _tame(token: "Token", media: Media) -> None:
    """Headings go below the page's own, header cells get a scope, pictures their address, links their relation."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    elif token.type == "th_open":
        token.attrs = {"scope": "col"}
    elif token.type == "td_open":
        token.attrs = {}
    elif token.type == "link_open":
        token.attrs = {"href": str(token.attrGet("href") or ""), "rel": LINK_RELATION}
    elif token.type == "image":
        token.attrs = _picture(media(str(token.attrGet("src") or "")))


def _picture(shown: Shown | None) -> dict[str, str | int | float]:
    """The renderer fills in the description."""
    if shown is None:
        return {"src": "", "alt": ""}
    size = {"width": str(shown.width), "height": str(shown.height)} if shown.width and shown.height else {}
    return {"src": shown.source, "alt": "", **size}


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or _is_allowed_of_picture(name, value)
    if tag == "a":
        return (name == "href" and bool(LINK.fullmatch(value))) or (name == "rel" and value == LINK_RELATION)
    if tag == "th":
        return name == "scope" and value in ("col", "row")
    return tag == "ol" and name == "start" and value.isascii() and value.isdigit() and len(value) < 10


def _is_allowed_of_picture(name: str, value: str) -> bool:
    if name == "src":
        return bool(MEDIA_ID.fullmatch(value) or ADDRESS.fullmatch(value))
    return name in ("width", "height") and bool(PIXELS.fullmatch(value))


def _check_characters(markdown: str) -> Iterator[Problem]:
    """Caps before parsing: what could make a parser slow, and what could make a text look other than it is."""
    if len(markdown.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        yield _problem("too-long", text("The text is longer than {limit} bytes.", limit=MAXIMUM_BYTES))
        return
    if markdown.count("<") > MAXIMUM_ANGLES:
        yield _problem("too-many-angles", text("The text has more than {limit} “<” characters.", limit=MAXIMUM_ANGLES))
    if len(ENTITY.findall(markdown)) > MAXIMUM_ENTITIES:
        message = text("The text has more than {limit} character entities.", limit=MAXIMUM_ENTITIES)
        yield _problem("too-many-entities", message)
    for number, line in enumerate(markdown.split("\n"), start=1):
        for character in sorted(set(filter(_is_hidden, line))):
            message = text("The invisible control character U+{code} isn't allowed.", code=f"{ord(character):04X}")
            yield _problem("control-character", message, number)


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return character in BIDIRECTIONAL or category == "Cs" or (category == "Cc" and character not in "\t\r")


def _check_structure(markdown: str) -> Iterator[Problem]:
    tokens = _parser(html=True).parse(markdown)
    yield from _check_depth(tokens)
    for block in tokens:
        line = block.map[0] + 1 if block.map else 1
        for token in _walk([block]):
            if found := _refused(token):
                yield _problem(*found, line)


def _check_depth(tokens: Sequence["Token"]) -> Iterator[Problem]:
    if any(token.level >= MAXIMUM_DEPTH for token in tokens):
        yield _problem("too-deep", text("The text is nested more than {limit} levels deep.", limit=MAXIMUM_DEPTH))


def _refused(token: "Token") -> tuple[str, Text] | None:
    if token.type in FORMULAS:
        return _refused_formula(token)
    if token.type in ("html_block", "html_inline"):
        return "html", text("HTML isn't taken, it would be shown as text: {html}", html=token.content.strip()[:60])
    if token.type == "link_open" and not LINK.fullmatch(str(token.attrGet("href") or "")):
        return "link", text("A link has to start with https://.")
    if token.type != "image":
        return None
    source = str(token.attrGet("src") or "")
    if not (MEDIA_ID.fullmatch(source) or MEDIA_NAME.fullmatch(source)):
        return "picture", text(
            "A picture has to be a file of the bank such as media/name.png (PNG, JPEG or WebP), not {source}.",
            source=source[:80],
        )
    return (
        None
        if token.content.strip()
        else ("picture-alt", text("The picture {source} has no description.", source=source))
    )


def _refused_formula(token: "Token") -> tuple[str, Text] | None:
    try:
        read_formula(token.content)
    except Unreadable as unreadable:
        return "formula", unreadable.why
    return None


def _unfit(problem: Problem) -> Refused:
    remedy = text("Ask the author to correct it.")
    return Refused(text("The text can't be shown."), problem.message, remedy, problem.rule)


def _problem(rule: str, message: Text, line: int = 1) -> Problem:
    return Problem(message, line, rule=f"richtext-{rule}")
