"""Elements of HTML as blocks and runs of Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exam_server.core.text import text
from exam_server.formats.markdown_words import escape_inline, escape_start
from exam_server.formats.notes import Notes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "dfn", "cite"), "*"),
    **dict.fromkeys(("s", "strike", "del"), "~~"),
}
CODE = frozenset({"code", "kbd", "samp", "tt"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "table",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "center",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "address",
        "aside",
        "caption",
        "body",
    ]
)
PLAIN = frozenset(
    [
        "span",
        "font",
        "u",
        "small",
        "big",
        "mark",
        "label",
        "abbr",
        "acronym",
        "q",
        "ins",
        "sub",
        "sup",
        "var",
        "bdi",
        "nobr",
        "time",
        "wbr",
        "a",
    ]
)
PLAYED = frozenset({"audio", "video", "object", "embed", "iframe", "applet", "canvas", "svg", "math"})
RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
ATTACHED = re.compile(r"@@PLUGINFILE@@/([^\s\"'?#]+)")
BREAK = "\\\n"


@dataclass
class Page:
    """One text on its way; `notes` collects what Markdown can't hold."""

    notes: Notes
    pictures: Callable[[str], str | None] | None

    def markdown(self, root: "HtmlElement") -> str:
        return "\n\n".join(self._blocks(root))

    def words(self, root: "HtmlElement") -> str:
        """All that a reader sees, without marks; blocks and breaks part words."""
        return "".join(self._words(root))

    def _words(self, element: "HtmlElement") -> Iterator[str]:
        tag = element.tag
        if tag in PLAYED or tag in ("script", "style", "head", "title"):
            return
        if tag == "img":
            yield self._picture_words(element)
        apart = "\n" if tag in BLOCKS or tag in ("br", "tr", "td", "th") else ""
        yield apart
        yield self._scripted(element) if tag in ("sub", "sup") else element.text or ""
        for child in element:
            yield from self._words(child)
            yield child.tail or ""
        yield apart

    def _blocks(self, element: "HtmlElement") -> Iterator[str]:
        """The blocks within an element; what stands between them is a paragraph of its own."""
        run = [escape_inline(_collapsed(element.text))]
        for child in element:
            if child.tag in BLOCKS:
                yield from _paragraph(run)
                run = []
                yield from self._block(child)
            else:
                run.append(self._inline(child))
            run.append(escape_inline(_collapsed(child.tail)))
        yield from _paragraph(run)

    def _block(self, element: "HtmlElement") -> Iterator[str]:
        self._note_look(element)
        tag = element.tag
        if tag in ("ul", "ol"):
            yield from self._list(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag == "pre":
            yield _fenced(element.text_content())
        elif tag == "hr":
            yield "---"
        elif tag == "blockquote":
            quoted = "\n\n".join(self._blocks(element))
            yield from ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))] if quoted else []
        elif tag in HEADINGS:
            yield from (f"{'#' * int(tag[1])} {' '.join(block.split())}" for block in self._blocks(element))
        else:
            yield from self._blocks(element)

    def _list(self, element: "HtmlElement") -> Iterator[str]:
        entries = []
        for number, entry in enumerate((child for child in element if child.tag == "li"), start=_start(element)):
            mark = f"{number}. " if element.tag == "ol" else "- "
            body = "\n\n".join(self._blocks(entry))
            entries.append(mark + body.replace("\n", "\n" + " " * len(mark)) if body else mark.rstrip())
        if entries:
            yield "\n".join(re.sub(r"[ \t]+$", "", entry, flags=re.MULTILINE) for entry in entries)

    def _table(self, element: "HtmlElement") -> Iterator[str]:
        rows = [[self._cell(cell) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        rows = [row for row in rows if row]
        for caption in element.iter("caption"):
            yield from self._blocks(caption)
        if not rows:
            return
        width = max(map(len, rows))
        if any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in element.iter("td", "th")):
            self.notes.change(text("Joined cells of a table are single ones now."))
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _cell(self, cell: "HtmlElement") -> str:
        words = " ".join(" ".join(self._blocks(cell)).replace(BREAK, " ").split())
        return re.sub(r"(?<!\\)\|", r"\\|", words)

    def _inline(self, element: "HtmlElement") -> str:
        self._note_look(element)
        tag = element.tag
        if tag == "br":
            return BREAK
        if tag == "img":
            return self._picture(element)
        if tag in PLAYED:
            self.notes.refuse(
                text("It needs a sound, a film, a drawing or a formula that can't be taken: <{tag}>.", tag=tag)
            )
            return ""
        if tag in ("sub", "sup"):
            return escape_inline(self._scripted(element)) + self._children(element)
        if tag in CODE:
            return _code(element.text_content())
        if tag not in MARKS and tag not in PLAIN:
            self.notes.change(text("The element <{tag}> isn't kept.", tag=str(tag)[:30]))
            return (
                "" if tag in ("script", "style") else escape_inline(_collapsed(element.text)) + self._children(element)
            )
        inner = escape_inline(_collapsed(element.text)) + self._children(element)
        return self._linked(element, inner) if tag == "a" else _marked(inner, MARKS.get(tag, ""))

    def _children(self, element: "HtmlElement") -> str:
        return "".join(self._inline(child) + escape_inline(_collapsed(child.tail)) for child in element)

    def _scripted(self, element: "HtmlElement") -> str:
        """An exponent or index in Unicode's own small digits, where it has them."""
        table, words = (RAISED if element.tag == "sup" else LOWERED), _collapsed(element.text)
        if all(letter in table for letter in words):
            return "".join(table[letter] for letter in words)
        self.notes.change(text("“{words}” was raised or lowered and stands in the line now.", words=words[:40]))
        return words

    def _linked(self, element: "HtmlElement", inner: str) -> str:
        address = (element.get("href") or "").strip()
        if attached := ATTACHED.search(address):
            self.notes.refuse(text("It needs the attached file {name}.", name=attached[1][:80]))
        elif re.fullmatch(r"https://[^\s\"'<>\\()\[\]]{1,1000}", address) and inner.strip() and "[" not in inner:
            return f"[{inner}]({address})"
        elif address:
            self.notes.change(text("A link isn't kept, its words are: {address}", address=address[:120]))
        return inner

    def _picture(self, element: "HtmlElement") -> str:
        source = (element.get("src") or "").strip()
        if self.pictures is None:
            self.notes.change(text("A picture can't stand in a rationale: {source}", source=source[:80]))
            return escape_inline(self._picture_words(element))
        path = self.pictures(source)
        if path is None:
            self.notes.refuse(
                text("Its picture isn't in the file, or isn't PNG, JPEG or WebP: {source}", source=source[:80])
            )
            return ""
        return f"![{escape_inline(self._picture_words(element))}]({path})"

    def _picture_words(self, element: "HtmlElement") -> str:
        return _collapsed(element.get("alt")).strip()

    def _note_look(self, element: "HtmlElement") -> None:
        if element.get("style") or element.get("color") or element.tag in ("font", "u", "mark"):
            self.notes.change(text("Colours, sizes and underlines of the text aren't kept."))


def _collapsed(words: str | None) -> str:
    return re.sub(r"\s+", " ", words or "")


def _paragraph(run: Iterable[str]) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in "".join(run).split(BREAK)]
    while lines and not lines[-1]:
        lines.pop()
    kept = BREAK.join(line for index, line in enumerate(lines) if line or index)
    if kept.strip("\\\n "):
        yield escape_start(kept)


def _marked(inner: str, mark: str) -> str:
    """Marks hug words: white space at the edges stands outside."""
    words = inner.strip()
    if not mark or not words or BREAK in inner:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _code(words: str) -> str:
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{space}{_collapsed(words)}{space}{fence}" if words.strip() else words


def _fenced(words: str) -> str:
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    body = words.strip("\n")
    return f"{fence}\n{body}\n{fence}"


def _start(element: "HtmlElement") -> int:
    given = element.get("start") or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 1
