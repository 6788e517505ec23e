"""The names that authors' pages give to kinds, levels, statuses and methods."""

from collections.abc import Mapping

from exam_server.core.bank import Kind, Level, Status
from exam_server.core.qualification import Method
from exam_server.core.simulation.script import Layer
from exam_server.core.text import Text, text

KINDS: Mapping[Kind, Text] = {
    "single_choice": text("single choice"),
    "multiple_response": text("multiple response"),
    "true_false": text("true or false"),
    "matching": text("matching"),
    "ordering": text("ordering"),
    "gap_text": text("text with gaps"),
    "inline_choice": text("choices in the text"),
    "numeric": text("number"),
    "short_text": text("short text"),
    "extended_text": text("extended text"),
}
LEVELS: Mapping[Level, Text] = {
    "remember": text("remember"),
    "understand": text("understand"),
    "apply": text("apply"),
    "analyse": text("analyse"),
}
STATUSES: Mapping[Status, tuple[str, Text]] = {
    "draft": ("neutral", text("draft")),
    "review": ("waiting", text("in review")),
    "pilot": ("info", text("pilot")),
    "active": ("saved", text("active")),
    "retired": ("neutral", text("retired")),
}
METHODS: Mapping[Method, Text] = {
    "evidence_analysis": text("Analysis of evidence and declarations"),
    "conversation_with_simulation": text("Conversation with the commission, with observation in a simulation"),
    "theory_test": text("Theory test"),
}
SHORT_METHODS: Mapping[Method, Text] = {
    "evidence_analysis": text("Evidence"),
    "conversation_with_simulation": text("Conversation with simulation"),
    "theory_test": text("Theory test"),
}
LAYERS: Mapping[Layer, Text] = {
    "at_once": text("Told at once"),
    "when_asked": text("Told when asked"),
    "with_trust": text("Told with trust"),
    "never": text("Never told"),
}
