"""The body of an item as the HTML of its stem: marks where something is filled in, and what has no place in a stem."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.html_markdown import Pictures, to_markdown
from exam_server.formats.html_maths import cant_be_taken
from exam_server.formats.maths import Unreadable, read_mathml, written_mathml
from exam_server.formats.notes import Notes
from exam_server.formats.qti.making import MARKDOWN, Node, nodes_of
from exam_server.formats.qti.maths import formula
from exam_server.formats.qti.names import MATHML, is_interaction
from exam_server.formats.xml_door import Xml

VOID = frozenset({"img", "br", "hr", "col"})
FEEDBACK = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback"})
SILENT = frozenset({"stylesheet", "templateDeclaration", "companionMaterialsInfo", "catalogInfo", "include"})
UNWRAPPED = frozenset(
    {"prompt", "contentBody", "stimulus", "stimulusBody", "itemBody", "simpleMatchSet", "assessmentStimulus"}
)
OPEN, CLOSED = "\ue000", "\ue001"
"""Private characters around a gap's id, so that no Markdown comes between; a file that has them itself is refused."""
SOURCED = "\ue002"
SOURCE = re.compile(f"{SOURCED}([0-9]+){SOURCED}")
DOTS = "……"
PRIVATE = re.compile(f"[{OPEN}{CLOSED}{SOURCED}]")
SOURCE_ALONE = re.compile(f"(?:<div>)?<p>{SOURCED}([0-9]+){SOURCED}</p>(?:</div>)?")
Mark = Callable[[Xml], str | None]
"""What stands in the stem for an interaction, a gap or a hottext; None: it's left to the body."""


KEPT = frozenset({"src", "alt", "href", "start", "colspan", "rowspan"})


@dataclass
class Body:
    """Turns elements into Markdown; `lost` gathers feedback and rubrics in their order."""

    notes: Notes
    pictures: Pictures
    lost: list[Xml] = field(default_factory=list)
    _sources: list[str] = field(default_factory=list)

    def markdown(self, element: Xml, mark: Mark = lambda each: None, *, pictured: bool = True) -> str:
        """What is within an element."""
        html = "".join(self.within(element, mark))
        if found := SOURCE_ALONE.fullmatch(html.strip()):
            return self._sources[int(found[1])]
        markdown = to_markdown(html, self.notes, self.pictures if pictured else None)
        markdown = markdown.replace(OPEN, "[[").replace(CLOSED, "]]")
        return SOURCE.sub(lambda found: self._sources[int(found[1])], markdown)

    def plain(self, element: Xml) -> str:
        """The words within an element, for places that hold no Markdown; what else is in it is noted as lost."""
        for each in element.elements:
            if each.name in FEEDBACK:
                self.lost.append(each)
            elif each.name in ("img", "object"):
                self.notes.refuse(text("Pictures are put into its gaps; here words alone can be."))
        kept = (each for each in element.children if _is_said(each))
        return " ".join("".join(map(self._plain_words, kept)).split())

    def _plain_words(self, node: Node) -> str:
        if isinstance(node, str):
            return node
        if node.name == "math":
            return self._in_line(node, Unreadable(text("Here words alone can be.")))
        return "".join(map(self._plain_words, node.children))

    def within(self, element: Xml, mark: Mark = lambda each: None) -> Iterator[str]:
        for child in element.children:
            if isinstance(child, str):
                yield escape(PRIVATE.sub("", child), quote=False)
            else:
                yield from self._element(child, mark)

    def _element(self, element: Xml, mark: Mark) -> Iterator[str]:
        marked = mark(element)
        if marked is not None:
            yield marked
        elif element.name in FEEDBACK or (element.name == "rubricBlock" and not _is_for_candidates(element)):
            self.lost.append(element)
        elif element.namespace == MATHML or element.name == "math":
            yield self._formula(element)
        elif element.name in SILENT:
            return
        elif element.name in UNWRAPPED or element.name == "rubricBlock":
            yield f"<div>{''.join(self.within(element, mark))}</div>"
        elif is_interaction(element) or element.name in REFUSED:
            self.notes.refuse(REFUSED.get(element.name, NESTED))
        elif element.name == "object" and element.get("type").startswith("image/"):
            words = escape(" ".join(element.words.split()))
            yield f'<img src="{escape(element.get("data"))}" alt="{words}">'
        else:
            yield from self._html(element, mark)

    def _html(self, element: Xml, mark: Mark) -> Iterator[str]:
        kept = ((key, value) for key, value in element.attributes.items() if key in KEPT)
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in kept)
        name = element.name if element.name.isalnum() else "span"
        if (source := element.get(MARKDOWN)) and self._is_source(source, element, mark):
            self._sources.append(source)
            yield f"<p>{SOURCED}{len(self._sources) - 1}{SOURCED}</p>"
            return
        yield f"<{name}{attributes}>"
        if element.name not in VOID:
            yield from self.within(element, mark)
            yield f"</{name}>"

    def _is_source(self, source: str, element: Xml, mark: Mark) -> bool:
        """Whether the Markdown that a file of ours gives beside its HTML says the same; if not, the HTML counts."""
        try:
            meant = nodes_of(source)
        except Refused:
            return False
        return _shape(element.children, mark) == _shape(meant, mark) and self._has_pictures(element)

    def _has_pictures(self, element: Xml) -> bool:
        """Whether the bank gets the pictures under the very names that the Markdown has."""
        sources = [each.get("src") for each in element.walk() if each.name == "img"]
        return all(source == f"../{self.pictures(source)}" for source in sources)

    def _formula(self, element: Xml) -> str:
        """As harmless MathML, else as a line of text that says the same."""
        try:
            return written_mathml(read_mathml(element), element.get("alttext"))
        except Unreadable as unread:
            return escape(self._in_line(element, unread))

    def _in_line(self, element: Xml, unread: Unreadable) -> str:
        words = formula(element)
        if words is None:
            self.notes.refuse(cant_be_taken(unread))
            return ""
        self.notes.change(text("A formula stands as text now: {formula}", formula=words[:80]))
        return words


NESTED = text("It asks several things at once, which one item can't.")
REFUSED: dict[str, Text] = {
    "printedVariable": text("It draws its values anew for each candidate; items here are the same for all."),
    "templateBlock": text("It draws its values anew for each candidate; items here are the same for all."),
    "templateInline": text("It draws its values anew for each candidate; items here are the same for all."),
    "infoControl": text("It holds text that a candidate can open at will (infoControl)."),
}


def _is_said(node: Node) -> bool:
    return isinstance(node, str) or node.name not in FEEDBACK


def _is_for_candidates(rubric: Xml) -> bool:
    return "candidate" in rubric.get("view", "candidate").split()


def _shape(nodes: Sequence[Node], mark: Mark) -> list[object]:
    """Elements with their content, neighbouring texts as one, marks as the Markdown has them."""
    shape: list[object] = []
    for node in nodes:
        words = node if isinstance(node, str) else mark(node)
        if isinstance(node, Xml) and words is None:
            kept = {key: value for key, value in node.attributes.items() if key in KEPT}
            shape.append((node.name, kept, _shape(node.children, mark)))
            continue
        words = (words or "").replace(OPEN, "[[").replace(CLOSED, "]]")
        if shape and isinstance(shape[-1], str):
            words = f"{shape.pop()}{words}"
        shape.append(words)
    return shape


def gap_mark(id: str) -> str:
    return f"{OPEN}{id}{CLOSED}"
