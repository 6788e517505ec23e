"""A text of a GIFT question as Markdown: `[html]`, `[markdown]`, `[plain]` or Moodle's own mixture."""

import re
from dataclasses import dataclass

from exam_server.formats.gift.escapes import BLANK, show
from exam_server.formats.html_markdown import no_pictures, to_markdown
from exam_server.formats.markdown_words import escape
from exam_server.formats.notes import Notes

FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
LINE_TO_FILL = "_____"
HTML = re.compile(
    r"</?(p|br|b|i|u|em|strong|ul|ol|li|span|div|table|tr|td|th|sub|sup|img|a|pre|code|h[1-6]|hr|font|blockquote)\b[^<>]*>"
    r"|&(nbsp|lt|gt|amp|quot|#\d+);",
    re.IGNORECASE,
)
ONE_TAG = re.compile(r"\s*<[^<>]*>\s*")


@dataclass(frozen=True)
class Reading:
    """How the texts of one question are read: `format` is the question's, which its answers share unless they say."""

    notes: Notes
    format: str = "moodle"

    def markdown(self, hidden: str) -> str:
        return self._read(hidden, pictured=True)

    def rationale(self, hidden: str) -> str:
        """The same for a text that can't hold a picture."""
        return self._read(hidden, pictured=False)

    def _read(self, hidden: str, *, pictured: bool) -> str:
        named, source = split_format(hidden)
        format_ = named or self.format
        if format_ == "markdown":
            return show(source).strip().replace(BLANK, LINE_TO_FILL)
        if format_ == "html" or (format_ == "moodle" and is_html(show(source))):
            words = to_markdown(show(source), self.notes, no_pictures if pictured else None)
        else:
            words = escape(show(" ".join(source.split())))
        return words.replace(BLANK, LINE_TO_FILL)


def split_format(hidden: str) -> tuple[str, str]:
    """The format that a text says it has, in lower case or empty, and the text."""
    found = FORMAT.match(hidden)
    return (found[1].lower(), hidden[found.end() :]) if found else ("", hidden)


def is_html(words: str) -> bool:
    """Moodle's mixture is HTML where it has its usual tags; one tag alone is what a question about HTML offers."""
    return bool(HTML.search(words)) and not ONE_TAG.fullmatch(words)


def plain(hidden: str) -> str:
    """A text that is typed or stands in a list: never markup."""
    return " ".join(show(split_format(hidden)[1]).split())
