"""Formulas in foreign HTML, as MathML or TeX, on their way between the dollar signs of our Markdown."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exam_server.core.text import Text, text
from exam_server.formats.markdown_words import count_formulas, escape_inline
from exam_server.formats.maths import Unreadable, markdown_source, read_formula
from exam_server.formats.notes import Notes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MARK = "\ue003"
"""A private character around a formula's number while the rest becomes Markdown; a file that has it itself loses it."""
PLACE = re.compile(f"{MARK}([0-9]+){MARK}")
# Another opening ends the search for a closing, and so does what no formula is as long as: else a hostile text takes
# the square of its length.
_WITHIN = r"((?:[^\\]|\\(?![(\[])){1,500}?)"
TEX = re.compile(rf"\\\({_WITHIN}\\\)|\\\[{_WITHIN}\\\]|\$\$(.{{1,500}}?)\$\$", re.DOTALL)
AS_IT_IS = frozenset({"code", "pre", "kbd", "samp", "tt", "script", "style"})
WRITTEN = text("A formula stays as it's written: it can't be typeset.")
CLINGING = re.compile(r"[0-9$\\]")
"""What beside a dollar sign would keep it from beginning or ending a formula."""


@dataclass
class Formulas:
    """The formulas of one text: as Markdown has them, and as the file wrote them."""

    notes: Notes
    sources: list[tuple[str, str]] = field(default_factory=list)

    def set_aside(self, root: "HtmlElement") -> None:
        """Put a number in the place of every formula that we can hold. MathML that we can't is noted as a refusal."""
        for element in list(root.iter("math")):
            self._mathml(element)
        for element in root.iter():
            if element.tag not in AS_IT_IS:
                element.text = self._tex(element.text)
            parent = element.getparent()
            if parent is not None and parent.tag not in AS_IT_IS:
                element.tail = self._tex(element.tail)

    def put_back(self, markdown: str) -> str:
        """The Markdown with its formulas; where they wouldn't be read as formulas they stay as they were written."""
        if not self.sources:
            return markdown
        made = PLACE.sub(self._between, markdown)
        if count_formulas(made) == len(self.sources):
            return made
        self.notes.change(WRITTEN)
        return PLACE.sub(lambda found: self._written(int(found[1])), markdown)

    def _mathml(self, element: "HtmlElement") -> None:
        from lxml import etree

        source = etree.tostring(element, encoding="unicode", with_tail=False)
        try:
            words = self._place(
                markdown_source(read_formula(source), element.get("alttext") or ""), " ".join(element.itertext())
            )
        except Unreadable as unread:
            self.notes.refuse(cant_be_taken(unread))
            words = ""
        before, parent = element.getprevious(), element.getparent()
        if before is None:
            parent.text = (parent.text or "") + words
        else:
            before.tail = (before.tail or "") + words
        element.drop_tree()

    def _tex(self, words: str | None) -> str | None:
        return TEX.sub(self._read_tex, words) if words else words

    def _read_tex(self, found: re.Match[str]) -> str:
        source = " ".join(next(filter(None, found.groups())).split())
        try:
            if not source or "$" in source:
                raise Unreadable(WRITTEN)
            read_formula(source)
        except Unreadable:
            self.notes.change(WRITTEN)
            return found[0]
        return self._place(source, found[0])

    def _place(self, source: str, written: str) -> str:
        self.sources.append((source, written))
        return f"{MARK}{len(self.sources) - 1}{MARK}"

    def _between(self, found: re.Match[str]) -> str:
        before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
        opening = " " if before == MARK or CLINGING.match(before) else ""
        closing = " " if CLINGING.match(after) else ""
        return f"{opening}${self.sources[int(found[1])][0]}${closing}"

    def _written(self, number: int) -> str:
        return escape_inline(self.sources[number][1]).replace("|", "\\|")


def cant_be_taken(unread: Unreadable) -> Text:
    return text("It holds a formula that can't be taken: {why}", why=unread.why)


def without_marks(html: str) -> str:
    return html.replace(MARK, "")
