"""Guides name in bold what stands on the pages, show pictures that are taken of them, and are all listed.

In a guide bold with a capital letter is what a page calls a button, a menu's entry or a field, word by word, and
arrows lead from one to the next. A paragraph's first words end with a full stop or a colon; *italics* stress. What
stands in code is a command, an address or a setting that is there.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from click import Command, Group

from exam_server.cli.main import main
from exam_server.core.lint import RULES
from exam_server.core.simulation import check
from exam_server.language import translations
from exam_server.settings import Settings
from tests.shipped import shipped_scenario

ROOT = Path(__file__).resolve().parents[2]
DOCS, PICTURES = ROOT / "docs", ROOT / "docs" / "pictures"
# Generated from docstrings, and about figures: nobody presses anything by them.
OTHERS = {"rules.md", "performance.md", "reliability.md"}
GUIDES = sorted(path for path in DOCS.glob("*.md") if path.name not in OTHERS)
AUDIENCES = ("kandydat", "asesor", "rola-i-sufler", "autor", "sala", "doradca", "audytor", "administrator")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\)")
PLACEHOLDER, BRACKETS = re.compile(r"\{\w+\}|%\(\w+\)s"), re.compile(r"\([^)]*\)")
QUOTED = re.compile("„([^”]+)”")
QUOTING = ("kandydat", "asesor", "rola-i-sufler", "symulacja", "dzien-symulacji", "konto")
"""Guides that quote nothing but pages."""
CODE = re.compile(r"`([^`\n]+)`")
COMMAND_LINE = re.compile(r"^(?:\.venv/bin/)?exam-server (.+)$", re.MULTILINE)
LINK, HEADING = re.compile(r"\]\(([\w-]+\.md)?(?:#([\w-]+))?\)"), re.compile(r"^#+ (.+)$", re.MULTILINE)
PAGE_OF_A4 = 3_000
"""Characters, with a picture beside them."""
PAGES = [*GUIDES, ROOT / "README.md"]


def read(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8").split())


def bare(words: str) -> str:
    """A label without what a page puts into it, what stands in brackets, its last mark, and its case."""
    left = BRACKETS.sub("", PLACEHOLDER.sub("", words)).replace("…", "")
    return " ".join(left.split()).strip(" :.,?").casefold()


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_everything_in_bold_is_called_so_on_a_page(path: Path) -> None:
    catalogue = translations("pl")._catalog.values()  # type: ignore[attr-defined]
    shown = {bare(words) for words in catalogue if isinstance(words, str)}
    labels = [label for label in BOLD.findall(read(path)) if label[0].isupper() and label[-1] not in ".:"]
    named = [part for label in labels for part in label.split("→")]
    assert [part.strip() for part in named if bare(part) not in shown] == [], "no page calls anything so"


@pytest.mark.parametrize("name", QUOTING)
def test_what_stands_in_quotation_marks_is_said_on_a_page(name: str) -> None:
    said = [words for words in translations("pl")._catalog.values() if isinstance(words, str)]  # type: ignore[attr-defined]
    filled = [re.compile(PLACEHOLDER.sub(".+", re.escape(words).replace(r"\{", "{").replace(r"\}", "}")))
              for words in said if "{" in words]  # fmt: skip
    quoted = set(QUOTED.findall(read(DOCS / f"{name}.md"))) - {shipped_scenario().role_player_notes.safety_word}
    unsaid = {words for words in quoted if not any(words.casefold() in each.casefold() for each in said)}
    assert [words for words in unsaid if not any(each.fullmatch(words) for each in filled)] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_picture_is_there_and_described(path: Path) -> None:
    shown = PICTURE.findall(read(path))
    assert [name for described, name in shown if not described or not (PICTURES / name).is_file()] == []


def test_every_picture_is_taken_by_the_make_target_and_shown_somewhere() -> None:
    source = (ROOT / "tests" / "journeys" / "pictures.py").read_text(encoding="utf-8")
    taken = {f"{name}.png" for name in re.findall(r'keep\(\w+, "([\w-]+)"', source)}
    readme = re.findall(r"docs/pictures/([\w-]+\.png)", read(ROOT / "README.md"))
    shown = {name for path in GUIDES for _, name in PICTURE.findall(read(path))} | set(readme)
    assert {path.name for path in PICTURES.glob("*.png")} == taken == shown


def test_each_audience_has_its_guide_and_the_readme_lists_every_one() -> None:
    names = {path.stem for path in GUIDES}
    assert set(AUDIENCES) <= names
    listed = re.findall(r"\(docs/([\w-]+)\.md\)", read(ROOT / "README.md").partition("## Guides")[2])
    assert names <= set(listed)


def test_the_candidates_guide_fits_on_two_pages() -> None:
    words = PICTURE.sub("", read(DOCS / "kandydat.md"))
    assert len(words) <= 2 * PAGE_OF_A4


def test_authors_are_told_the_reason_of_every_rule_of_wording() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "autor.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == {rule.id for rule in RULES} | {"near-duplicate", "same-stem", "key-positions"}


def test_every_rule_of_the_scripts_check_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", (DOCS / "scenariusze.md").read_text("utf-8"), re.MULTILINE)
    told = {name for row in rows for name in CODE.findall(row) if not re.match(r"z\d", name)}
    against = re.findall(r"\(\"([a-z]\w+)\", ", inspect.getsource(check.check_scenario))
    rules = {*against, *(each.__name__ for each in check.SCRIPT_CHECKS)}
    assert told == {name.replace("_", "-") for name in rules}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_and_option_in_code_is_there(path: Path) -> None:
    assert [
        (words, wrong) for words in commands_in(path.read_text("utf-8")) if (wrong := missing_of(words.split()))
    ] == []


def commands_in(words: str) -> Iterator[str]:
    """Command lines without the program's name, of code blocks and of spans that begin with it or with a command."""
    yield from COMMAND_LINE.findall(words)
    for span in CODE.findall(words):
        named = re.match(r"(?:\.venv/bin/)?exam-server ([a-z].+)", span)
        if named or (" " in span and span.split()[0] in main.commands):
            yield named[1] if named else span


def missing_of(words: list[str]) -> str:
    """The command or option in a line that isn't there; empty where all are."""
    command: Command | None = main.commands.get(words[0])
    if isinstance(command, Group) and words[1:]:
        command = command.commands.get(words[1])
    if command is None:
        return " ".join(words[:2])
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    named = re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(words).partition("#")[0])
    return next((name for name in named if name not in known), "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_to_another_guide_leads_to_a_heading_that_is_there(path: Path) -> None:
    links = LINK.findall(path.read_text("utf-8").replace("(docs/", "("))
    assert [each for each in links if any(each) and not leads_somewhere(path, *each)] == []


def leads_somewhere(path: Path, name: str, anchor: str) -> bool:
    target = DOCS / name if name else path
    if not target.is_file():
        return False
    slugs = {
        re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in HEADING.findall(target.read_text("utf-8"))
    }
    return not anchor or anchor in slugs


def test_every_address_in_code_is_a_page() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "exam_server" / "web").rglob("*.py"))
    routes = {re.sub(r"<[^>]+>", "<id>", each) for each in re.findall(r"\"(/[\w/<>:.-]*)\"", sources)}
    named = {each for path in PAGES for each in CODE.findall(path.read_text("utf-8")) if re.match(r"/\w", each)}
    assert named
    assert {re.sub(r"<[^>]+>", "<id>", each) for each in named} - routes == set()


def test_every_setting_that_a_guide_names_is_one() -> None:
    settings = {field.name for field in fields(Settings)} | {"instance"}
    words = " ".join(read(path) for path in PAGES)
    named = set(re.findall(r"\busta(?:wieni|wi)\w* `([a-z_]+)`", words))
    named |= {each.lower() for each in re.findall(r"\bEXAM_([A-Z_]+)\b", words)}
    assert "appeal_days" in named
    assert named - settings == set()


def test_every_rule_that_a_guide_names_is_one() -> None:
    known = set(re.findall(r"^## ([A-Z]\d+)\b", (DOCS / "rules.md").read_text("utf-8"), re.MULTILINE))
    named = {each for path in GUIDES for each in re.findall(r"\b[SLP]\d{1,2}\b", read(path))}
    assert named and named <= known
