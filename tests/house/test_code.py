"""What the house asks of its code: small modules and functions, a sentence at the top, templates that escape."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "exam_server"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
TEMPLATES = sorted((PACKAGE / "web" / "templates").rglob("*.html"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
UNESCAPED = re.compile(r"([\w.]+)\s*\|\s*safe\b")


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    if source.strip():
        assert ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_function_is_short(path: Path) -> None:
    functions = _functions(ast.parse(path.read_text(encoding="utf-8")))
    sizes = {each.name: (each.end_lineno or each.lineno) - each.lineno + 1 for each in functions}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_trusts_only_what_is_called_html(path: Path) -> None:
    """What is called html (`stem_html`, `option.html`) came out of formats/richtext.py or was made by a template; everything else is escaped."""
    source = path.read_text(encoding="utf-8")
    assert [name for name in UNESCAPED.findall(source) if not name.endswith(("_html", ".html"))] == []
    assert "autoescape false" not in source


def test_bleach_has_one_door() -> None:
    users = [_name(path) for path in MODULES if re.search(r"^\s*(?:import|from) bleach", path.read_text("utf-8"), re.M)]
    assert users == ["formats/richtext.py"]


def test_there_is_no_unfinished_work() -> None:
    found = [
        _name(path)
        for path in MODULES
        if re.search(r"\b(?:TODO|FIXME|XXX)\b|NotImplementedError", path.read_text("utf-8"))
    ]
    assert found == []
