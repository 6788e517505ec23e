"""A second, fictional qualification, from its register form alone: what the code knows of the first may not matter."""

from pathlib import Path

from exam_server.core.qualification import Qualification
from exam_server.formats.register_form import read_register_form_bytes
from exam_server.services.qualification import short_code

FORM = Path(__file__).parent / "fixtures" / "register_forms" / "wypiek-chleba.md"


def _read() -> Qualification:
    found, problems = read_register_form_bytes(FORM.read_bytes(), FORM.name)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert found is not None and not errors, errors
    return found


QUALIFICATION = _read()
CODE = short_code(QUALIFICATION)
