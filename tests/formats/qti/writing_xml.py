"""Small QTI items for tests, in words of QTI 2.1; `as_qti3` respells them."""

import re
from collections.abc import Mapping

from exam_server.core.exchange import Brought
from exam_server.core.scoring import mark
from exam_server.formats.qti.package import read_marked, read_qti

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
MATCH = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
MAP = f'<responseProcessing template="{TEMPLATES}/map_response"/>'
NOT_QTI = frozenset({"p", "div", "b", "img", "br"})


def item_xml(
    body: str, declarations: str = "", processing: str = MATCH, attributes: str = "", after: str = ""
) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="{NAMESPACE}" identifier="Q1" title="T" adaptive="false" timeDependent="false" xml:lang="pl" {attributes}>
{declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody>{body}</itemBody>{processing}{after}</assessmentItem>""".encode()


def response(
    correct: str | list[str] = "",
    cardinality: str = "single",
    base_type: str = "identifier",
    mapping: str = "",
    identifier: str = "RESPONSE",
) -> str:
    values = [correct] if isinstance(correct, str) and correct else correct or []
    right = (
        f"<correctResponse>{''.join(f'<value>{each}</value>' for each in values)}</correctResponse>" if values else ""
    )
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="{cardinality}" baseType="{base_type}">'
        f"{right}{mapping}</responseDeclaration>"
    )


def mapping(entries: Mapping[str, float], attributes: str = 'defaultValue="0"') -> str:
    lines = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f"<mapping {attributes}>{lines}</mapping>"


def choices(*names: str, interaction: str = "choiceInteraction", attributes: str = 'maxChoices="0"') -> str:
    within = "".join(f'<simpleChoice identifier="{name}">Opcja {name}</simpleChoice>' for name in names)
    return (
        f'<{interaction} responseIdentifier="RESPONSE" shuffle="true" {attributes}>'
        f"<prompt>Które?</prompt>{within}</{interaction}>"
    )


def as_qti3(xml: bytes) -> bytes:
    """The same item as QTI 3 spells it."""

    def element(found: re.Match[str]) -> str:
        name = found[2]
        return found[0] if name in NOT_QTI else f"<{found[1]}qti-{_kebab(name)}"

    def attribute(found: re.Match[str]) -> str:
        return f" {_kebab(found[1])}="

    words = xml.decode().replace(NAMESPACE, "http://www.imsglobal.org/xsd/imsqtiasi_v3p0")
    words = words.replace(TEMPLATES, "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates")
    words = re.sub(r" ([a-z]+[A-Z][A-Za-z]*)=", attribute, words)
    return re.sub(r"<(/?)([a-z][A-Za-z]*)\b", element, words).encode()


def only(xml: bytes) -> Brought:
    (brought,) = read_qti(xml, "q.xml").items
    return brought


def scores(xml: bytes, *given: Mapping[str, object]) -> list[float]:
    marked, _ = read_marked(xml, "q.xml")
    assert marked is not None and marked.brought.item is not None, marked and list(map(str, marked.brought.refused))
    return [mark(marked.brought.item, marked.spell(each)).score for each in given]


def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name)
