"""What the log of views calls rooms, and whose page it was."""

from collections.abc import Mapping
from types import MappingProxyType

from exam_server.core.text import Text, text

ROOM_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "office": text("office"),
        "desk": text("desk"),
        "commission": text("commission"),
        "advisor": text("advisor"),
        "auditor": text("auditor"),
    }
)
SUBJECT_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "": text("a list of people"),
        "case": text("a case"),
        "person": text("a person"),
        "account": text("an account"),
        "sitting": text("a seat"),
        "encounter": text("a simulation"),
        "enrolment": text("an enrolment"),
        "appeal": text("an appeal"),
        "training": text("a training"),
        "window": text("enrolments of a window"),
        "exam": text("people of an exam"),
    }
)
