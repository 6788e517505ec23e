"""Nothing here depends on one machine or one mirror: no registry hosts, no local paths, and locks of hashes alone."""

import ast
import re
import subprocess
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
# Bracketed letters, so that this file doesn't name what it looks for.
REGISTRIES = re.compile(
    r"p[y]pi\.|p[y]thonhosted|n[p]mjs|n[p]m\.|u[n]pkg|j[s]delivr|c[d]njs|c[r]ates\.io|p[r]oxy\.golang|a[r]tifactory|n[e]xus/",
    re.IGNORECASE,
)
LOCAL_PATHS = re.compile(r"(?<![\w.}*-])/(?:work|root|tmp|home/\w+|Users/\w+)/\w")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z,-]+\])?==(?P<version>[^\s;]+)(?: ; [^\\]+)?(?P<more> \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

# Needed without being imported by name; anything else that nobody imports has no reason to be installed.
UNSEEN = {
    "granian": "`serve` ends as its process, `python -m granian`",
    "psycopg": "SQLAlchemy loads the driver by the database's address",
    "tzdata": "the standard library's zoneinfo reads it where the system has no time zones",
    "setuptools": "installs this project itself from the lock, so that nothing is fetched without a hash",
}


@cache
def tracked() -> dict[str, str]:
    """The text of every file in the repository; bytes that aren't text become harmless letters."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_bytes().decode("latin-1") for name in names}


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {found.group()}"
        for name, content in tracked().items()
        for number, line in enumerate(content.splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def requirements() -> list[str]:
    lines = (REQUIREMENTS / "run.in").read_text(encoding="utf-8").splitlines()
    return [re.split(r"[\[=<>~ ;]", line, maxsplit=1)[0] for line in lines if line and not line.startswith("#")]


def pins(lock: str) -> dict[str, str]:
    found = [PIN.match(line) for line in (REQUIREMENTS / lock).read_text(encoding="utf-8").splitlines()]
    return {each["name"]: each["version"] for each in found if each}


@cache
def imported() -> frozenset[str]:
    """The distributions that the package's modules import."""
    modules = set()
    for path in (ROOT / "exam_server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                modules |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    # ruamel is a namespace: its distributions are found by their own folder.
    known = {**packages_distributions(), "ruamel": ["ruamel.yaml"]}
    return frozenset(name.lower().replace("_", "-") for module in modules for name in known.get(module, []))


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRIES) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert places(LOCAL_PATHS) == []
    assert places(re.compile(re.escape(str(ROOT)) + r"\b")) == []


@pytest.mark.parametrize("lock", ["run.lock", "test.lock"])
def test_a_lock_holds_nothing_but_pins_and_each_pin_has_a_hash(lock: str) -> None:
    lines = (REQUIREMENTS / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    bare = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.match(line) and "--hash" not in following
    ]
    assert bare == []


def test_the_locks_hold_every_requirement_at_one_version() -> None:
    run, test = pins("run.lock"), pins("test.lock")
    assert {name.replace(".", "-") for name in requirements()} <= run.keys()
    assert {name: version for name, version in run.items() if test.get(name) != version} == {}


@pytest.mark.parametrize("name", requirements())
def test_a_requirement_is_imported_or_its_absence_explained(name: str) -> None:
    assert (name in imported()) != (name in UNSEEN)


@pytest.mark.parametrize("name", requirements())
def test_a_requirement_has_its_line_in_the_table_of_the_readme(name: str) -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    (row,) = [each for each in cells if each[0] == name]
    assert len(row) == 4 and all(row)


def test_the_searches_find_what_they_look_for() -> None:
    assert REGISTRIES.search("see https://p" + "ypi.org/simple") and LOCAL_PATHS.search("open('/" + "tmp/x')")
    assert not LOCAL_PATHS.search("/account/home/x") and not LOCAL_PATHS.search("url/wo" + "rk/1")
