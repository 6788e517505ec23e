"""`qualification adopt|export`, `scenario load` and `audit verify` on a real database."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.app import create_app
from exam_server.cli.main import main
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.services.audit import seal_events
from exam_server.settings import load_settings
from tests.begun import Begun
from tests.making import open_own_work

ROOT = Path(__file__).resolve().parents[2]
CODE = "bilansowanie-kompetencji"
SHIPPED = ROOT / "question_bank" / CODE / "qualification.yaml"
FORMS = ROOT / "tests" / "fixtures" / "register_forms"
SCENARIO = "z1-pawel-nocna-zmiana"


@pytest.fixture
def instance(set_up: Begun, tmp_path: Path) -> Path:
    return set_up.copy_to(tmp_path / "instance")


def run(instance: Path, *arguments: object) -> Result:
    environment = {"EXAM_INSTANCE": str(instance), "EXAM_CONTENT": str(ROOT)}
    return CliRunner().invoke(main, [str(each) for each in arguments], env=environment)


def count(instance: Path, table: str) -> int:
    with closing(sqlite3.connect(instance / "exam.sqlite")) as connection:
        number: int = connection.execute(f"select count(*) from {table}").fetchone()[0]
        return number


def test_the_exported_qualification_is_the_shipped_file(instance: Path, tmp_path: Path) -> None:
    printed = run(instance, "qualification", "export", CODE)
    assert (printed.exit_code, printed.stdout) == (0, SHIPPED.read_text(encoding="utf-8"))
    written = tmp_path / "out.yaml"
    assert run(instance, "qualification", "export", CODE, "--output", written).exit_code == 0
    assert written.read_bytes() == SHIPPED.read_bytes()


def test_an_adopted_form_is_an_edition_once_and_comes_back_as_it_was_read(instance: Path) -> None:
    form = FORMS / "ogloszenie-introligator.txt"
    before = count(instance, "edition")
    adopted = run(instance, "qualification", "adopt", form, "--code", "oprawy")
    assert (adopted.exit_code, adopted.stdout) == (0, "oprawy\n")
    assert run(instance, "qualification", "adopt", form, "--code", "oprawy").exit_code == 0
    assert count(instance, "edition") == before + 1
    exported, problems = read_qualification(run(instance, "qualification", "export", "oprawy").stdout, "x")
    assert exported is not None and problems == ()
    assert exported.name == "Renowacja opraw książkowych"
    assert [outcome.code for each in exported.sets for outcome in each.outcomes] == ["1A", "1B", "2A"]


def test_a_form_with_errors_is_not_adopted(instance: Path, tmp_path: Path) -> None:
    before = count(instance, "edition")
    form = FORMS / "bez-zestawow.md"
    refused = run(instance, "qualification", "adopt", form)
    assert refused.exit_code == 1 and str(form) in refused.stderr
    missing = run(instance, "qualification", "adopt", tmp_path / "nowhere.md")
    assert missing.exit_code == 1 and "nowhere.md" in missing.stderr
    assert count(instance, "edition") == before


def test_an_edition_that_is_not_there_is_wrong_usage(instance: Path) -> None:
    result = run(instance, "qualification", "export", "herbata")
    assert result.exit_code == 2 and "herbata" in result.stderr


def test_a_loaded_scenario_makes_one_revision_until_it_changes(instance: Path, tmp_path: Path) -> None:
    shipped = sorted(each.parent.name for each in (ROOT / "scenarios" / CODE).glob("*/scenario.yaml"))
    assert count(instance, "scenario_revision") == len(shipped)
    again = run(instance, "scenario", "load", ROOT / "scenarios")
    assert (again.exit_code, again.stdout.split()) == (0, shipped)
    assert count(instance, "scenario_revision") == len(shipped)


def test_a_scenario_with_errors_is_not_loaded(instance: Path, tmp_path: Path) -> None:
    before = count(instance, "scenario_revision")
    folder = tmp_path / "scenarios" / CODE / SCENARIO
    shutil.copytree(ROOT / "scenarios" / CODE / SCENARIO, folder)
    (folder / "scenario.yaml").write_text("colour: red\n", encoding="utf-8")
    refused = run(instance, "scenario", "load", tmp_path / "scenarios")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert isinstance(refused.exception, SystemExit) and refused.stderr
    assert count(instance, "scenario_revision") == before
    assert run(instance, "scenario", "load", tmp_path / "nowhere").exit_code == 2


def test_verifying_the_trail_exits_with_0_while_it_is_whole_and_with_1_once_it_is_not(instance: Path) -> None:
    app = create_app(load_settings({"EXAM_INSTANCE": str(instance)}))
    house = app.extensions["exam_house"]
    with open_own_work(house.database) as work:
        seal_events(work)
        work.commit()
    house.journal.stop()
    house.database.engine.dispose()
    events = count(instance, "audit_seal")
    assert events > 0
    whole = run(instance, "audit", "verify")
    assert whole.exit_code == 0 and f"ogniwa: {events}," in whole.stdout
    with closing(sqlite3.connect(instance / "exam.sqlite")) as connection:
        connection.execute("update audit_event set tag = 'people.account.forged' where rowid = 3")
        connection.commit()
    broken = run(instance, "audit", "verify")
    assert broken.exit_code == 1 and isinstance(broken.exception, SystemExit)
