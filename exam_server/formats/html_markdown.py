"""The HTML of foreign texts as our Markdown; what Markdown can't hold is noted, and the words stay the same."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from exam_server.core.text import text
from exam_server.formats.html_blocks import Page
from exam_server.formats.html_maths import Formulas, without_marks
from exam_server.formats.markdown_words import escape, shown_words
from exam_server.formats.notes import Notes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAXIMUM_CHARACTERS = 512 * 1024
LONGEST_MARKDOWN = 64 * 1024
MAXIMUM_TAGS = 5_000
MAXIMUM_DEPTH = 60
Pictures = Callable[[str], str | None]
"""From a picture's source in the foreign text to its file in the bank (`media/name.png`); None: there's none."""


def no_pictures(source: str) -> str | None:
    """For formats that carry none."""
    return None


def to_markdown(html: str, notes: Notes, pictures: Pictures | None = no_pictures) -> str:
    """A foreign text as Markdown. `pictures` is None where a text may hold none (a rationale).

    Scripts, styles and forms go, with a note; a sound, a film or a missing picture is noted as a refusal, because what
    is asked would be another thing without it.
    """
    if len(html) > MAXIMUM_CHARACTERS or html.count("<") > MAXIMUM_TAGS:
        notes.refuse(text("A text of the item is too long."))
        return ""
    root = _tree(without_marks(html))
    if root is None:
        return ""
    if _depth(root) > MAXIMUM_DEPTH:
        notes.refuse(text("A text of the item is nested too deeply."))
        return ""
    formulas = Formulas(notes)
    formulas.set_aside(root)
    page = Page(notes, pictures)
    markdown = page.markdown(root)
    words = page.words(root)
    if len(markdown) > LONGEST_MARKDOWN:
        notes.refuse(text("A text of the item is too long."))
        return ""
    if shown_words(markdown) == " ".join(words.split()):
        return formulas.put_back(markdown)
    notes.change(text("The layout of a text isn't kept, its words are."))
    return formulas.put_back(escape(words))


def _tree(html: str) -> "HtmlElement | None":
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        # Without a document around it, the parser would drop what stands before the first element.
        return lxml_html.document_fromstring(f"<html><body>{html}</body></html>".encode(), parser=parser).find("body")
    except (etree.LxmlError, ValueError):
        return None


def _depth(root: "HtmlElement") -> int:
    deepest, level = 0, [(root, 0)]
    while level:
        element, depth = level.pop()
        deepest = max(deepest, depth)
        level.extend((child, depth + 1) for child in element)
    return deepest
