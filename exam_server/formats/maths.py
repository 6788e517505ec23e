"""The only door for formulas: LaTeX or MathML becomes MathML of a tiny list of harmless elements, written by us."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING

from exam_server.core.text import Text, text
from exam_server.formats.xml_door import Xml, read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 500
"""Characters of a formula in LaTeX; MathML may be ten times as long."""
MOST_COMMANDS = 80
DEEPEST = 12
LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
ARGUMENTS: Mapping[str, int] = {
    "mfrac": 2,
    "mroot": 2,
    "msup": 2,
    "msub": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
}
"""How many children these elements have: with fewer, a part of the formula is missing."""
ROWS = frozenset({"mrow", "msqrt", "mtable", "mtr", "mtd"})
ELEMENTS = frozenset({"math", *LEAVES, *ARGUMENTS, *ROWS})
UNWRAPPED = frozenset({"mstyle", "mpadded", "semantics"})
DROPPED = frozenset({"mspace", "annotation", "annotation-xml"})
TRUTHS = frozenset({"true", "false"})
ATTRIBUTES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "mo": {
        "stretchy": TRUTHS,
        "fence": TRUTHS,
        "accent": TRUTHS,
        "form": frozenset({"prefix", "infix", "postfix"}),
    },
    "mi": {"mathvariant": frozenset({"normal"})},
    "mfrac": {"linethickness": frozenset({"0"})},
    "mtd": {"columnalign": frozenset({"left", "center", "right"})},
}
"""The attributes that stay, with the values that they may have."""
REFUSED = re.compile(
    r"\\(href|style|class|id|color|textcolor|f?colorbox|rule|[hv]?phantom|(re)?newcommand|providecommand"
    r"|(re)?newenvironment|def|let|DeclareMathOperator)\b"
)
"""Commands that bring addresses and looks, hide something, or make other commands."""


class Unreadable(Exception):
    """A formula that can't be shown; `why` says so to its author."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Part:
    """One element of a formula: its name, the attributes that stay, what is in it; a leaf has `words`."""

    name: str
    children: tuple["Part", ...] = ()
    words: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_formula(source: str) -> tuple[Part, ...]:
    """What stands between dollar signs, as harmless parts. Raises Unreadable."""
    source = source.strip()
    found = _from_mathml(source) if source.startswith("<") else _from_latex(source)
    if not found:
        raise Unreadable(text("The formula is empty."))
    return found


def write_mathml(parts: Sequence[Part], source: str, *, block: bool) -> str:
    """The formula as HTML; `alttext` says its source to whoever can't read MathML."""
    shown = ' display="block"' if block else ""
    said = " ".join(_words(parts)) if source.lstrip().startswith("<") else source
    words = escape(" ".join(said.split()), quote=True)
    return f'<math{shown} alttext="{words}">{"".join(map(_written, parts))}</math>'


def written_mathml(parts: Sequence[Part], said: str = "") -> str:
    """The formula as an element, with the words for whoever can't read MathML where there are any."""
    words = f' alttext="{escape(said, quote=True)}"' if said else ""
    return f"<math{words}>{''.join(map(_written, parts))}</math>"


def markdown_source(parts: Sequence[Part], said: str = "") -> str:
    """What may stand between the dollar signs of Markdown: the formula as it's said, where that's its LaTeX, or MathML.

    MathML may stand in a table too.
    """
    if _is_latex_of(said.strip(), parts):
        return said.strip()
    return re.sub(r"[|$\\`]", lambda found: f"&#{ord(found[0])};", written_mathml(parts))


def _is_latex_of(said: str, parts: Sequence[Part]) -> bool:
    if not said or said.startswith("<") or "$" in said or "|" in said:
        return False
    try:
        return read_formula(said) == tuple(parts)
    except Unreadable:
        return False


def read_mathml(root: Xml) -> tuple[Part, ...]:
    """A formula of a parsed file, as harmless parts. Raises Unreadable."""
    found = tuple(_parts(_of_xml(root), 0))
    if not any(_words(found)):
        raise Unreadable(text("The formula is empty."))
    return found


def _words(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.words if part.name in LEAVES else " ".join(_words(part.children))


def _written(part: Part) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in sorted(part.attributes.items()))
    inside = escape(part.words, quote=False) if part.name in LEAVES else "".join(map(_written, part.children))
    return f"<{part.name}{attributes}>{inside}</{part.name}>"


def _from_latex(source: str) -> tuple[Part, ...]:
    """The library neither escapes nor bounds anything, so its tree is taken apart here, and its input is capped."""
    from latex2mathml.converter import convert_to_element

    _check_latex(source)
    try:
        element = convert_to_element(source)
    except (Exception, RecursionError) as error:
        raise Unreadable(text("The formula isn't LaTeX that we read: {source}", source=source[:60])) from error
    return tuple(_parts(_of_element(element), 0))


def _check_latex(source: str) -> None:
    if len(source) > LONGEST or source.count("\\") > MOST_COMMANDS:
        raise Unreadable(text("The formula is longer than {limit} characters or too rich.", limit=LONGEST))
    if found := REFUSED.search(source):
        raise Unreadable(text("The command {name} isn't taken in formulas.", name=found[0]))
    depth = deepest = 0
    for sign in source:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise Unreadable(text("The formula is nested more than {limit} levels deep.", limit=DEEPEST))


def _from_mathml(source: str) -> tuple[Part, ...]:
    if len(source) > 10 * LONGEST:
        raise Unreadable(text("The formula is longer than {limit} characters or too rich.", limit=10 * LONGEST))
    root, problems = read_xml(source.encode())
    if root is None or root.name != "math":
        why = problems[0].message if problems else text("It begins with another element than math.")
        raise Unreadable(why)
    return read_mathml(root)


def _of_element(element: "Element") -> Part:
    """Texts are partly escaped by the library and partly not; a text has no entities of its own in LaTeX."""
    own = {name: str(value) for name, value in element.attrib.items()}
    return Part(element.tag, tuple(map(_of_element, element)), unescape(element.text or ""), own)


def _of_xml(element: Xml) -> Part:
    words = "".join(child for child in element.children if isinstance(child, str))
    return Part(element.name, tuple(map(_of_xml, element.elements)), " ".join(words.split()), element.attributes)


def _parts(part: Part, depth: int) -> Iterator[Part]:
    """The harmless parts of a formula in place of one of its elements; what only sets its looks goes."""
    if depth > 4 * DEEPEST:
        raise Unreadable(text("The formula is nested more than {limit} levels deep.", limit=DEEPEST))
    if part.name in DROPPED:
        return
    inside = tuple(each for child in part.children for each in _parts(child, depth + 1))
    if part.name == "math" or part.name in UNWRAPPED:
        yield from inside if part.name == "math" or len(inside) == 1 else [Part("mrow", inside)]
    elif part.name in LEAVES and not part.children:
        yield _leaf(part)
    elif part.name in ROWS or part.name in ARGUMENTS:
        if len(inside) != ARGUMENTS.get(part.name, len(inside)):
            raise Unreadable(text("A part of the formula is missing: it has an incomplete {name}.", name=part.name))
        yield Part(part.name, inside, attributes=_kept(part))
    else:
        raise Unreadable(text("The formula has an element that isn't shown: {name}", name=part.name[:30]))


def _leaf(part: Part) -> Part:
    if "\\" in part.words and part.name != "mtext":
        raise Unreadable(text("The command {name} isn't taken in formulas.", name=part.words[:30]))
    return Part(part.name, (), part.words, _kept(part))


def _kept(part: Part) -> dict[str, str]:
    known = ATTRIBUTES.get(part.name, {})
    return {name: value for name, value in part.attributes.items() if value in known.get(name, ())}
