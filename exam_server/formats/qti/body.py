"""The body of an item as the HTML of its stem: marks where something is filled in, and what has no place in a stem."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from exam_server.core.text import Text, text
from exam_server.formats.html_markdown import Pictures, to_markdown
from exam_server.formats.notes import Notes
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
DOTS = "……"
Mark = Callable[[Xml], str | None]
"""What stands in the stem for an interaction, a gap or a hottext; None: it's left to the body."""


KEPT = frozenset({"src", "alt", "href", "start", "colspan", "rowspan"})


@dataclass
class Body:
    """Turns elements into Markdown; `lost` gathers feedback and rubrics in their order."""

    notes: Notes
    pictures: Pictures
    lost: list[Xml] = field(default_factory=list)

    def markdown(self, element: Xml, mark: Mark = lambda each: None, *, pictured: bool = True) -> str:
        """What is within an element."""
        html = "".join(self.within(element, mark))
        markdown = to_markdown(html, self.notes, self.pictures if pictured else None)
        return markdown.replace(OPEN, "[[").replace(CLOSED, "]]")

    def within(self, element: Xml, mark: Mark = lambda each: None) -> Iterator[str]:
        for child in element.children:
            if isinstance(child, str):
                yield escape(child.replace(OPEN, "").replace(CLOSED, ""), quote=False)
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
        yield f"<{name}{attributes}>"
        if element.name not in VOID:
            yield from self.within(element, mark)
            yield f"</{name}>"

    def _formula(self, element: Xml) -> str:
        words = formula(element)
        if words is None:
            self.notes.refuse(text("It holds a formula that can't be taken yet."))
            return ""
        self.notes.change(text("A formula stands as text now: {formula}", formula=words[:80]))
        return escape(words)


NESTED = text("It asks several things at once, which one item can't.")
REFUSED: dict[str, Text] = {
    "printedVariable": text("It draws its values anew for each candidate; items here are the same for all."),
    "templateBlock": text("It draws its values anew for each candidate; items here are the same for all."),
    "templateInline": text("It draws its values anew for each candidate; items here are the same for all."),
    "infoControl": text("It holds text that a candidate can open at will (infoControl)."),
}


def _is_for_candidates(rubric: Xml) -> bool:
    return "candidate" in rubric.get("view", "candidate").split()


def gap_mark(id: str) -> str:
    return f"{OPEN}{id}{CLOSED}"
