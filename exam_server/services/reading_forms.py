"""A register form that somebody uploads: read and shown first, adopted only in a second step."""

import re
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.plan import Plan
from exam_server.core.plan_editing import carry_plan
from exam_server.core.problems import Problem, Refused
from exam_server.core.qualification import Qualification
from exam_server.core.text import text
from exam_server.core.words import slug
from exam_server.formats.qualification_yaml import read_qualification, write_qualification
from exam_server.formats.register_form import read_register_form_bytes
from exam_server.services.qualification import adopt_edition, find_edition, get_plan, list_editions
from exam_server.services.work import Work

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class FormReport:
    """What was read of a form. `source` is the qualification as a file, for the step that adopts it.

    `same_as` is the number of the current edition where that says the same already.
    """

    name: str
    qualification: Qualification | None
    problems: tuple[Problem, ...]
    code: str = ""
    next_number: int = 1
    source: str = ""
    same_as: int = 0

    @property
    def is_adoptable(self) -> bool:
        """A form with an error isn't adopted: a decision must not rest on half a form."""
        return self.qualification is not None and not any(each.severity == "error" for each in self.problems)


def read_form(work: Work, content: bytes, name: str) -> FormReport:
    """What a form's file says, with every problem, and the code under which it would be adopted. Writes nothing."""
    qualification, problems = read_register_form_bytes(content)
    if qualification is None:
        return FormReport(name, None, problems)
    source = write_qualification(qualification)
    before = next((each for each in list_editions(work) if each.content.name == qualification.name), None)
    if before is None:
        code = slug(qualification.short_name or qualification.name)[:80].strip("-")
        return FormReport(name, qualification, problems, code, 1, source)
    same_as = before.number if before.content == qualification else 0
    return FormReport(name, qualification, problems, before.code, before.number + 1, source, same_as)


def adopt_form(work: Work, code: str, source: str) -> UUID:
    """Adopt what `read_form` reported. The plan of the last edition is taken over where criteria stayed the same."""
    qualification, problems = read_qualification(source)
    if qualification is None:
        raise Refused(
            text("The form wasn't adopted."),
            problems[0].message if problems else text("What was read of it didn't arrive whole."),
            text("Upload the form again."),
            "S12",
        )
    if not CODE.fullmatch(code):
        raise Refused(
            text("The form wasn't adopted."),
            text("“{code}” can't be the short name.", code=code),
            text("Use small letters without diacritics, digits and hyphens."),
        )
    work.record()
    return adopt_edition(work, code, qualification, _carried_plan(work, code, qualification))


def _carried_plan(work: Work, code: str, qualification: Qualification) -> Plan | None:
    before = find_edition(work, code)
    if before is None:
        return None
    return carry_plan(get_plan(work, before.id).content, before.content, qualification)
