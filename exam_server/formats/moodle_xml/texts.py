"""A text of a Moodle XML question as Markdown, with the files that lie beside it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from exam_server.core.text import text
from exam_server.formats.gift.words import is_html
from exam_server.formats.html_markdown import to_markdown
from exam_server.formats.markdown_words import escape
from exam_server.formats.notes import Notes
from exam_server.formats.picture_shelf import PictureShelf
from exam_server.formats.xml_door import Xml

FORMATS = {"1": "html", "2": "plain_text", "4": "markdown", "0": "moodle_auto_format"}
ATTACHED = "@@PLUGINFILE@@/"
PICTURE = re.compile(r"(!\[(?:[^\[\]\\]|\\.)*\]\()@@PLUGINFILE@@/([^()\s]+)(?=\))")


@dataclass(frozen=True)
class Texts:
    """Reads the texts of one question; what they can't hold goes to `notes`, pictures to the file's `shelf`."""

    notes: Notes
    shelf: PictureShelf

    def markdown(self, element: Xml | None) -> str:
        return "" if element is None else self._read(element, source_of(element), pictured=True)

    def rationale(self, element: Xml | None) -> str:
        """The same for a text that can't hold a picture."""
        return "" if element is None else self._read(element, source_of(element), pictured=False)

    def part(self, element: Xml, source: str, *, pictured: bool = True) -> str:
        """A piece of an element's text, such as an answer that stands within it."""
        return self._read(element, source, pictured=pictured)

    def _read(self, element: Xml, source: str, *, pictured: bool) -> str:
        format_ = format_of(element)
        if format_ == "markdown":
            return self._with_pictures(element, source.strip(), pictured)
        if format_ == "html" or (format_ == "moodle_auto_format" and is_html(source)):
            return to_markdown(source, self.notes, (lambda src: self._picture(element, src)) if pictured else None)
        return escape(source)

    def _picture(self, element: Xml, source: str) -> str | None:
        if source.startswith("data:"):
            return self.shelf.add_data(source)
        name = unquote(source.removeprefix(ATTACHED))
        file = next((each for each in element.all("file") if unquote(each.get("name")) == name), None)
        return None if file is None or not source.startswith(ATTACHED) else self.shelf.add_base64(name, file.words)

    def _with_pictures(self, element: Xml, source: str, pictured: bool) -> str:
        def placed(found: re.Match[str]) -> str:
            path = self._picture(element, ATTACHED + found[2]) if pictured else None
            if path is None:
                self.notes.refuse(
                    text("Its picture isn't in the file, or isn't PNG, JPEG or WebP: {source}", source=found[2])
                )
            return f"{found[1]}{path}"

        return PICTURE.sub(placed, source)


def source_of(element: Xml | None) -> str:
    """What stands in an element's `<text>`; old files have it right in the element."""
    if element is None:
        return ""
    inner = element.first("text")
    return (inner or element).words


def format_of(element: Xml) -> str:
    given = element.get("format", "html")
    return FORMATS.get(given, given)


def plain(element: Xml | None) -> str:
    """A text that is a name, a number or typed."""
    return " ".join(source_of(element).split())
