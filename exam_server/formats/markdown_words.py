"""Plain words as Markdown that shows exactly them, and Markdown as the plain words that it shows."""

import re
from typing import TYPE_CHECKING

from exam_server.formats.richtext import FORMULAS, parse

if TYPE_CHECKING:
    from markdown_it.token import Token

INLINE = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$)     # a backslash that would escape what follows
      |`                             # code
      |\*(?=\S)|(?<=\S)\*            # emphasis
      |(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)
      |\](?=[(\[:])                  # links, pictures, references
      |<(?=[A-Za-z/!?])              # HTML and addresses
      |&(?=\#?\w+;)                  # entities
      |~(?=~)|(?<=~)~                # struck out
      |\$(?=[\s\S]*\$)              # a formula, as far as one can begin here
    """,
    re.VERBOSE | re.MULTILINE,
)
BLOCK = re.compile(
    r"^([ \t]*)(?:(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|[-=_*|:](?=[-=_*|:\s]*$)|~{3})|(\d{1,9})([.)](?=\s|$)))", re.M
)


def escape_inline(words: str) -> str:
    """Words for the middle of a paragraph."""
    return INLINE.sub(lambda found: "".join(f"\\{each}" for each in found[0]), words)


def escape_start(words: str) -> str:
    """A paragraph whose lines begin with nothing that would make a list, a heading, a quotation or a rule."""
    return BLOCK.sub(_escaped_start, words)


def escape(words: str) -> str:
    """Plain words as Markdown: lines stay lines, blank lines part paragraphs, nothing else is markup.

    What shows itself anyway is left as it is, so that authors find their text unharmed.
    """
    lines = [" ".join(line.split()) for line in words.strip().split("\n")]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    broken = re.sub(r"(?<!\n)\n(?!\n)", "\\\\\n", escape_start(escape_inline(kept)))
    return broken


def shown_words(markdown: str) -> str:
    """What a reader sees of a text, white space collapsed, pictures by their descriptions."""
    return " ".join(" ".join(_shown(token) for token in parse(markdown)).split())


def count_formulas(markdown: str) -> int:
    """How many formulas a text has."""
    inline = (child for token in parse(markdown) for child in (token, *(token.children or ())))
    return sum(each.type in FORMULAS for each in inline)


def _shown(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.children:
        return "".join(map(_shown, token.children))
    return token.content


def _escaped_start(found: re.Match[str]) -> str:
    if found[3]:
        return f"{found[1]}{found[3]}\\{found[4]}"
    return f"{found[1]}\\{found[2]}"
