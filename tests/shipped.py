"""The shipped content as its readers give it: read once in a process, for its values are frozen."""

from functools import cache
from pathlib import Path

from exam_server.core.assembly import Blueprint
from exam_server.core.plan import Plan
from exam_server.core.qualification import Qualification
from exam_server.core.simulation.script import Scenario
from exam_server.formats.blueprint_yaml import read_blueprint
from exam_server.formats.plan_yaml import read_plan
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.services.reading import BankFolder, read_bank_folder

ROOT = Path(__file__).resolve().parents[1]
CODE = "bilansowanie-kompetencji"
FOLDER = ROOT / "question_bank" / CODE
SCENARIO = ROOT / "scenarios" / CODE / "z1-pawel-nocna-zmiana" / "scenario.yaml"


@cache
def shipped_bank() -> BankFolder:
    return read_bank_folder(FOLDER)


@cache
def shipped_qualification() -> Qualification:
    found, problems = read_qualification((FOLDER / "qualification.yaml").read_text(encoding="utf-8"))
    assert found is not None, problems
    return found


@cache
def shipped_plan() -> Plan:
    found, problems = read_plan((FOLDER / "plan.yaml").read_text(encoding="utf-8"))
    assert found is not None, problems
    return found


@cache
def shipped_blueprint(name: str) -> Blueprint:
    found, problems = read_blueprint((FOLDER / "blueprints" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found is not None, problems
    return found


@cache
def shipped_scenario() -> Scenario:
    found, problems = read_scenario(SCENARIO.read_text(encoding="utf-8"), "scenario.yaml")
    assert found is not None, problems
    return found
