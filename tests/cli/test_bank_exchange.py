"""`bank import|export` and `score` with other systems' files, as somebody at a terminal meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.main import main
from exam_server.cli.work import open_work
from exam_server.services import bank
from exam_server.services.opening import open_database
from tests.formats.qti.test_package import packed_with_test
from tests.making import CODE, make_bank, make_edition, make_organisation, open_own_work

GIFT = """\
// [id:nowe] [tag:1A1] [tag:9Z9]
::Nowe::Czy tak? {T#nie#tak}

Opis bez pytania.

::Ile::Ile to 2+2?{#4:0.1}
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of an installation with a small bank."""
    monkeypatch.setenv("EXAM_INSTANCE", str(tmp_path))
    monkeypatch.setenv("EXAM_DATABASE_URL", sqlite_url)

    def command(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    assert command("db", "upgrade").exit_code == 0
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        make_organisation(work)
    with open_own_work(database) as work:
        make_edition(work)
        make_bank(work)
    database.engine.dispose()
    return command


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "pytania.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


def test_a_file_is_reported_item_by_item_and_its_items_become_drafts(run: Run, gift: Path) -> None:
    result = run("bank", "import", gift, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["format"]) == (0, "gift")
    assert report["taken"] == [{"id": "ile", "kind": "numeric", "place": f"{gift}:6"}]
    ((changed,), (refused,)) = (report["changed"], report["refused"])
    assert (changed["id"], "9Z9" in changed["what"][0]) == ("nowe", True)
    assert (refused["place"], bool(refused["why"])) == (f"{gift}:4", True)
    with open_work(writing=False) as work:
        filed = bank.get_item(work, CODE, "nowe")
    assert (filed.number, filed.item.status, filed.item.criteria) == (1, "draft", ("1A1",))


def test_importing_again_makes_a_revision_of_what_changed_alone(run: Run, gift: Path) -> None:
    run("bank", "import", gift)
    gift.write_text(GIFT.replace("2+2", "2 + 2"), encoding="utf-8")
    run("bank", "import", gift, "--format", "gift")
    with open_work(writing=False) as work:
        numbers = {code: bank.get_item(work, CODE, code).number for code in ("nowe", "ile")}
    assert numbers == {"nowe": 1, "ile": 2}


def test_a_dry_run_needs_no_database(gift: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAM_INSTANCE", str(tmp_path / "nothing"))
    result = CliRunner().invoke(main, ["bank", "import", str(gift), "--dry-run", "--json"])
    assert (result.exit_code, len(json.loads(result.stdout)["taken"])) == (0, 2)
    assert not (tmp_path / "nothing").exists()


def test_a_file_that_cannot_be_read_is_refused_with_exit_code_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>")
    result = run("bank", "import", path, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["refused"][0]["id"]) == (1, "a")
    assert "DOCTYPE" in report["refused"][0]["why"]


def test_an_older_encoding_is_read_with_a_warning(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "stare.gift"
    path.write_bytes("Zażółć gęślą jaźń?{T}".encode("windows-1250"))
    report = json.loads(run("bank", "import", path, "--json").stdout)
    assert len(report["taken"]) == 1
    assert "windows-1250" in report["warnings"][0]


@pytest.mark.parametrize(("format_name", "file"), [("gift", "b.gift"), ("moodlexml", "b.xml"), ("yaml", "b.zip")])
def test_what_is_exported_is_known_again_when_it_comes_back(
    run: Run, tmp_path: Path, format_name: str, file: str
) -> None:
    path = tmp_path / file
    result = run("bank", "export", path, "--format", format_name)
    assert result.exit_code == 0, result.output
    report = json.loads(run("bank", "import", path, "--json").stdout)
    assert report["format"] == format_name
    assert report["taken"] and not report["refused"]
    with open_work(writing=False) as work:
        numbers = {filed.item.id: filed.number for filed in bank.list_items(work, CODE)}
    losing = {line.split(":")[0] for line in result.stderr.splitlines()}
    assert {code for code, number in numbers.items() if number > 1} <= losing


def test_a_blueprint_leaves_as_a_qti_test_and_what_it_does_not_say_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "test.zip"
    result = run("bank", "export", path, "--format", "qti3", "--blueprint", "herbata")
    assert result.exit_code == 0, result.output
    report = json.loads(run("bank", "import", path, "--json", "--dry-run").stdout)
    (made,) = report["blueprints"]
    assert (made["id"], made["title"]) == ("herbata", "Test o herbacie")
    assert "herbata: " in result.stderr and "nie wyraża komórki matching" in result.stderr
    assert run("bank", "export", path, "--blueprint", "kawa").exit_code == 2


def test_one_item_of_any_format_is_marked_from_outside(tmp_path: Path) -> None:
    item, cases = tmp_path / "i.gift", tmp_path / "cases.json"
    item.write_text("Co?{~%50%a =b ~%-25%c}", encoding="utf-8")
    given = [("a", 0.5), ("b", 1), ("c", -0.25)]
    rows = [
        {"name": each, "responses": {"RESPONSE": each}, "expect": {"outcomes": {"SCORE": score}}}
        for each, score in given
    ]
    cases.write_text(json.dumps({"cases": rows}), encoding="utf-8")
    result = CliRunner().invoke(main, ["score", "--item", str(item), "--cases", str(cases), "--json"])
    report = json.loads(result.stdout)
    assert (result.exit_code, report["refused"], [row["equal"] for row in report["cases"]]) == (0, None, [True] * 3)


def test_an_item_that_cannot_be_taken_is_not_marked(tmp_path: Path) -> None:
    item, cases = tmp_path / "i.gift", tmp_path / "cases.json"
    cases.write_text('{"cases": []}', encoding="utf-8")
    for source in ("Co?{=a*}", "a{T}\n\nb{T}", "<a/>"):
        item.write_text(source, encoding="utf-8")
        result = CliRunner().invoke(main, ["score", "--item", str(item), "--cases", str(cases), "--json"])
        assert (result.exit_code, bool(json.loads(result.stdout)["refused"])) == (1, True)


def test_the_tests_of_a_package_become_blueprints_and_what_has_no_place_is_named(
    run: Run, tmp_path: Path, sqlite_url: str
) -> None:
    path = tmp_path / "paczka.zip"
    path.write_bytes(packed_with_test("2B1"))
    report = json.loads(run("bank", "import", path, "--dry-run", "--json").stdout)
    (told,) = report["blueprints"]
    assert (told["id"], told["items"], told["minutes"], told["cells"]) == ("probny", 2, 25, {"1A1": 1, "2B1": 1})
    (told,) = json.loads(run("bank", "import", path, "--json").stdout)["blueprints"]
    assert told["cells"] == {"1A1": 1} and "2B1" in told["what"][0]
    run("bank", "import", path)
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        filed = {each.blueprint.id: each for each in bank.list_blueprints(work, CODE)}
    database.engine.dispose()
    assert filed["probny"].number == 1, "the same again makes no revision"
    assert [(cell.criterion, cell.minimum) for cell in filed["probny"].blueprint.cells] == [("1A1", 1)]
