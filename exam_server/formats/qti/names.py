"""One spelling for all versions: QTI 3's `qti-choice-interaction` and `response-identifier` as 2.x writes them."""

import re
from typing import Literal

from exam_server.formats.xml_door import Xml

Version = Literal["2.1", "2.2", "3.0"]
PREFIX = "qti-"
NAMESPACES: dict[str, Version] = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": "2.1",
    "http://www.imsglobal.org/xsd/imsqti_v2p2": "2.2",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": "3.0",
}
MATHML = "http://www.w3.org/1998/Math/MathML"
INTERACTION = "Interaction"
HTML = frozenset(
    "p br hr strong em s code pre blockquote ul ol li h3 h4 h5 h6 table thead tbody tr th td img a div span".split()  # noqa: SIM905
)


def version_of(root: Xml) -> Version | None:
    """The version that a document declares; 2.0 and point releases such as 2.2.4 count as their nearest."""
    if root.name.startswith(PREFIX):
        return "3.0"
    found = re.search(r"imsqti_v2p([0-9])", root.namespace)
    return NAMESPACES.get(root.namespace) or (None if found is None else "2.1" if found[1] in "01" else "2.2")


def normalised(element: Xml) -> Xml:
    """The element and all below with names and attributes as QTI 2.x spells them; HTML and MathML stay as they are."""
    own = element.name.startswith(PREFIX)
    name = _camel(element.name.removeprefix(PREFIX)) if own else element.name
    attributes = {_camel(key) if own else key: value for key, value in element.attributes.items()}
    children = tuple(child if isinstance(child, str) else normalised(child) for child in element.children)
    return Xml(name, attributes, children, element.line, element.namespace)


def qti3_name(name: str, prefix: str = PREFIX) -> str:
    """A name of QTI 2.x as QTI 3 spells it; names of HTML stay."""
    if name in HTML or name.startswith("xml") or name.startswith("data-"):
        return name
    return prefix + re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name)


def is_interaction(element: Xml) -> bool:
    return element.name.endswith(INTERACTION)


def _camel(name: str) -> str:
    return name if name.startswith("data-") else re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
