"""The names that authors' pages give to kinds, levels, statuses, places, verdicts and methods."""

from collections.abc import Mapping

from exam_server.core.amendments import Act
from exam_server.core.assembly import Pool
from exam_server.core.bank import Kind, Level, Status
from exam_server.core.edition_differences import Manner
from exam_server.core.qualification import Method
from exam_server.core.reviewing import Answer
from exam_server.core.simulation.script import Audience, Layer
from exam_server.core.text import Text, text
from exam_server.core.workflow import Verdict

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
FORMATS: Mapping[str, Text] = {
    "yaml": text("our own files (YAML, ZIP)"),
    "qti": text("QTI 2.1, 2.2 or 3.0"),
    "qti3": text("QTI 3.0 package"),
    "qti21": text("QTI 2.1 package"),
    "moodlexml": text("Moodle XML"),
    "gift": text("GIFT"),
    "aiken": text("Aiken"),
    "xlsx": text("spreadsheet (XLSX)"),
}
"""Formats that items come or leave in, by their names in commands."""
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
POOLS: Mapping[Pool, Text] = {
    "exam": text("items for exams"),
    "practice": text("items given away for practice"),
}
PLACES: Mapping[str, Text] = {
    "item": text("whole item"),
    "stem": text("stem"),
    "options": text("option"),
    "pairs": text("pair"),
    "gaps": text("gap"),
    "guide": text("guide element"),
    "scoring": text("scoring"),
    "sources": text("sources"),
    "kind": text("kind of item"),
    "level": text("level of the item"),
    "criteria": text("criteria"),
    "part": text("part of the criterion"),
    "order": text("order of the parts"),
    "stimulus": text("shared case"),
    "enemies": text("never together with"),
    "language": text("language"),
    "practice": text("for practice"),
}
FIELDS: Mapping[str, Text] = {
    "text": text("text"),
    "key": text("key"),
    "rationale": text("rationale"),
    "left": text("left side"),
    "right": text("right side"),
}
VERDICTS: Mapping[Verdict, tuple[str, Text]] = {
    "accept": ("saved", text("accepted")),
    "change": ("waiting", text("changes wanted")),
}
ANSWER_WORDS: Mapping[Answer, Text] = {
    "yes": text("yes"),
    "no": text("no"),
    "not_applicable": text("doesn't apply"),
}
ACT_WORDS: Mapping[Act, Text] = {
    "retire": text("is retired"),
    "switch": text("switches to its prepared text"),
    "keep": text("stays as it is"),
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
AUDIENCES: Mapping[Audience, Text] = {
    "candidate": text("For the candidate"),
    "role_player": text("For the role-player"),
    "assessor": text("For those who assess"),
    "commission": text("For the commission"),
}
MANNERS: Mapping[Manner, tuple[str, Text]] = {
    "added": ("saved", text("added")),
    "removed": ("error", text("removed")),
    "reworded": ("info", text("changed")),
    "renumbered": ("waiting", text("renumbered")),
    "moved": ("waiting", text("renumbered and changed")),
}
FACT_NAMES: Mapping[str, Text] = {
    "name": text("name"),
    "short_name": text("short name"),
    "kind": text("kind of qualification"),
    "prk_level": text("PRK level"),
    "hours": text("hours"),
    "cost_pln": text("cost"),
    "document": text("document"),
    "validity": text("validity"),
    "pkd": text("PKD code"),
    "field_code": text("field code"),
    "applicant": text("applicant"),
    "prerequisites": text("prerequisites"),
    "methods": text("methods of verification"),
    "commission": text("rules of the commission"),
    "advisor": text("rule of the advisor"),
    "conflict": text("conflict rule"),
    "appeal": text("appeal rule"),
}
