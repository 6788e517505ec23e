"""`setup` beside an author's changes, and `bank load|import|export`, as somebody at a terminal meets them."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.main import main
from exam_server.cli.work import open_work
from exam_server.services import bank
from exam_server.services.qualification import find_edition, get_plan, save_plan
from exam_server.services.reading_content import read_content
from tests.drawing import draw

ROOT = Path(__file__).resolve().parents[2]
CODE = "bilansowanie-kompetencji"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with the items of two outcomes alone, for speed."""
    folder = tmp_path_factory.mktemp("content")
    for part in ("question_bank", "scenarios"):
        shutil.copytree(ROOT / part, folder / part)
    for path in (folder / "question_bank" / CODE / "items").rglob("*.yaml"):
        if path.parent.name not in ("1A", "1B"):
            path.unlink()
    return folder


@pytest.fixture
def content(shipped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped, tmp_path / "content"))


@pytest.fixture(scope="module")
def installed(shipped: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that was set up with this content; copy it."""
    instance = tmp_path_factory.mktemp("installed")
    shutil.copy(sqlite_template, instance / "exam.sqlite")
    environment = {"EXAM_INSTANCE": str(instance), "EXAM_CONTENT": str(shipped)}
    assert CliRunner().invoke(main, ["setup"], env=environment).exit_code == 0
    return instance


@pytest.fixture
def run(tmp_path: Path, content: Path, installed: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of an installation that was set up."""
    shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    for name, value in (("INSTANCE", tmp_path), ("CONTENT", content)):
        monkeypatch.setenv(f"EXAM_{name}", str(value))

    def command(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    return command


def items_of(content: Path) -> list[Path]:
    return sorted((content / "question_bank" / CODE / "items").rglob("*.yaml"))


def change(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(rationale: ")', r"\1Zmienione. ", words, count=1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != words


def test_setting_up_again_leaves_what_authors_changed_and_files_what_is_new(run: Run, content: Path) -> None:
    kept, dropped = items_of(content)[0], items_of(content)[-1]
    with open_work() as work:
        edition = find_edition(work, CODE)
        assert edition is not None
        plan = get_plan(work, edition.id)
        save_plan(work, edition.id, plan.content)
        filed = bank.get_item(work, CODE, kept.stem)
    change(kept)
    added = dropped.with_name("bk-1b1-998.yaml")
    added.write_text(dropped.read_text(encoding="utf-8").replace(dropped.stem, added.stem), encoding="utf-8")
    assert run("setup").exit_code == 0
    with open_work(writing=False) as work:
        assert bank.get_item(work, CODE, kept.stem).revision_id == filed.revision_id
        assert bank.get_item(work, CODE, added.stem).number == 1
        assert get_plan(work, edition.id).number == plan.number + 1


@pytest.mark.usefixtures("sqlite_url")
def test_without_any_content_the_organisation_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty" / "question_bank").mkdir(parents=True)
    monkeypatch.setenv("EXAM_INSTANCE", str(tmp_path))
    monkeypatch.setenv("EXAM_CONTENT", str(tmp_path / "empty"))
    result = CliRunner().invoke(main, ["setup"])
    assert (result.exit_code, "/account/setup/" in result.stdout) == (0, True)


def test_loading_reports_a_row_per_item_and_makes_a_revision_only_of_what_changed(run: Run, content: Path) -> None:
    changed = items_of(content)[0]
    change(changed)
    bad = changed.with_name("bk-1a1-999.yaml")
    bad.write_text("id: [", encoding="utf-8")
    report = json.loads(run("bank", "load", content / "question_bank", "--json").stdout)
    revisions = {row["id"]: row["revision"] for row in report["taken"]}
    assert {code: revision for code, revision in revisions.items() if revision != "same"} == {changed.stem: "changed"}
    assert {row["place"] for row in report["taken"]} == {str(path) for path in items_of(content) if path != bad}
    assert [(row["id"], row["place"], bool(row["why"])) for row in report["refused"]] == [(bad.stem, str(bad), True)]
    with open_work(writing=False) as work:
        assert bank.get_item(work, CODE, changed.stem).number == 2


def test_a_dry_run_files_nothing_and_needs_no_database(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAM_INSTANCE", str(tmp_path / "nothing"))
    result = CliRunner().invoke(main, ["bank", "load", str(shipped / "question_bank"), "--dry-run", "--json"])
    report = json.loads(result.stdout)
    assert (result.exit_code, len(report["taken"]), report["refused"]) == (0, len(items_of(shipped)), [])
    one = CliRunner().invoke(main, ["bank", "import", str(items_of(shipped)[0]), "--dry-run", "--json"])
    assert (one.exit_code, len(json.loads(one.stdout)["taken"])) == (0, 1)
    assert not (tmp_path / "nothing").exists()


def test_what_is_exported_is_what_was_loaded(run: Run, content: Path, tmp_path: Path) -> None:
    assert run("bank", "export", tmp_path / "out", "--format", "yaml").exit_code == 0
    files = sorted((tmp_path / "out").rglob("*.yaml"))
    assert [(path.parent.name, path.name) for path in files] == [
        (path.parent.name, path.name) for path in items_of(content)
    ]
    for path in files[:3]:
        report = json.loads(run("bank", "import", path, "--format", "yaml", "--json").stdout)
        assert [row["id"] for row in report["taken"]] == [path.stem]
        with open_work(writing=False) as work:
            assert bank.get_item(work, CODE, path.stem).number == 1, "the same content makes no revision"


@pytest.mark.parametrize("words", [b"id: [", b"\xff\xfe", b"- 1", b""])
def test_a_file_that_is_no_item_is_refused_with_the_reason(run: Run, tmp_path: Path, words: bytes) -> None:
    path = tmp_path / "item.yaml"
    path.write_bytes(words)
    result = run("bank", "import", path, "--json")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    (row,) = json.loads(result.stdout)["refused"]
    assert (row["id"], row["place"], bool(row["why"])) == ("item", str(path), True)


def test_a_missing_file_or_an_unknown_format_is_wrong_usage(run: Run, content: Path, tmp_path: Path) -> None:
    assert run("bank", "import", tmp_path / "missing.yaml").exit_code == 2
    assert run("bank", "import", items_of(content)[0], "--format", "word").exit_code == 2
    assert run("bank", "load", tmp_path / "missing").exit_code == 2


def test_an_item_of_a_criterion_that_the_qualification_lacks_is_refused(
    run: Run, content: Path, tmp_path: Path
) -> None:
    source = items_of(content)[0]
    path = tmp_path / source.name
    words = re.sub(r"criteria: \[[^\]]+\]", "criteria: [9Z9]", source.read_text(encoding="utf-8"))
    path.write_text(words, encoding="utf-8")
    result = run("bank", "import", path, "--json")
    assert result.exit_code == 1 and "9Z9" in json.loads(result.stdout)["refused"][0]["why"]


def test_an_unknown_bank_is_refused_and_the_known_are_named(run: Run, tmp_path: Path) -> None:
    result = run("bank", "export", tmp_path, "--bank", "inny")
    assert result.exit_code == 1 and CODE in result.stderr


def test_a_picture_goes_into_the_bank_and_comes_back_out_as_it_was(run: Run, content: Path, tmp_path: Path) -> None:
    folder = content / "question_bank" / CODE
    path = items_of(content)[0]
    (folder / "media" / "czajnik.png").write_bytes(draw())
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("stem: |-\n", "stem: |-\n  ![Czajnik](media/czajnik.png)\n\n"), encoding="utf-8")
    check = run("bank", "check", folder)
    assert (check.exit_code, "czajnik" in check.stdout) == (0, False)
    for expected in ("changed", "same"):
        report = json.loads(run("bank", "load", folder, "--json").stdout)
        assert next(row["revision"] for row in report["taken"] if row["id"] == path.stem) == expected
    shutil.rmtree(folder / "items")
    shutil.rmtree(folder / "media")
    assert run("bank", "export", folder / "items").exit_code == 0
    assert "(media/czajnik.png)" in path.read_text(encoding="utf-8")
    assert [each.name for each in (folder / "media").iterdir()] == ["czajnik.png"]
    report = json.loads(run("bank", "load", folder, "--json").stdout)
    assert ({row["revision"] for row in report["taken"]}, report["refused"]) == ({"same"}, [])


def test_a_missing_an_unreadable_and_an_unused_picture_are_found(run: Run, content: Path) -> None:
    folder = content / "question_bank" / CODE
    path = items_of(content)[0]
    (folder / "media" / "rysunek.png").write_bytes(b"<svg/>")
    words = path.read_text(encoding="utf-8")
    shown = "stem: |-\n  ![Rysunek](media/rysunek.png)\n\n  ![Brak](media/brak.png)\n\n"
    path.write_text(words.replace("stem: |-\n", shown), encoding="utf-8")
    line = words.split("stem: |-\n")[0].count("\n") + 2
    check = run("bank", "check", folder, "--json")
    found = [(row["place"], row["line"], row["rule"], row["severity"]) for row in json.loads(check.stdout)["problems"]]
    assert check.exit_code == 1
    assert sorted(found) == sorted(
        [
            (str(path), line, "picture-missing", "error"),
            (str(path), line + 2, "picture-missing", "error"),
            (str(folder / "media" / "rysunek.png"), 0, "picture", "error"),
            (str(folder / "media" / "oceny-po-rozmowie.png"), 0, "picture-unused", "warning"),
        ]
    ), "the item that shows the last one isn't among these two outcomes"
    (refused,) = json.loads(run("bank", "load", folder, "--json").stdout)["refused"]
    assert refused["id"] == path.stem and "rysunek.png" in refused["why"]


def test_a_folder_of_banks_is_read_whatever_stands_above_it(content: Path) -> None:
    (content.parent / "items").mkdir(exist_ok=True)
    assert [each.code for each in read_content(content).banks] == [CODE]
