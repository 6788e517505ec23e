"""Figures of agreement are for people: nothing that rates, moderates, decides or marks may read them."""

import re
from pathlib import Path

from exam_server.store.base import Base

PACKAGE = Path(__file__).resolve().parents[2] / "exam_server"
READERS = {
    "services/agreement.py",
    "services/agreement_apart.py",
    "services/agreement_files.py",
    "services/agreement_process.py",
    "web/agreement.py",
    "web/assessor/position.py",
    "web/commission/agreement.py",
}


REPORTS = {"services/evaluating.py", "web/office/quality.py"}
"""L16 asks for agreement in the body's evaluation of itself: people read it there, and nothing else does."""
ROOMS = {"web/commission/__init__.py"}
"""They only put the page among the room's others."""
IMPORT = re.compile(r"^\s*(?:from [\w.]+ import (?:\([^)]*\)|[^\n(]+)|import [\w., ]+)", re.M)
FIGURES = re.compile(r"\bagreement\b|\bagreement_\w+|\bposition_apart\b")


def _reads_figures(path: Path) -> bool:
    imported = IMPORT.findall(path.read_text("utf-8"))
    return any(FIGURES.search(each) for each in imported)


def test_nothing_outside_the_pages_reads_figures_of_agreement() -> None:
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    readers = {name for name, path in modules.items() if _reads_figures(path)}
    assert {name for name in readers if not name.startswith("core/agreement/")} == READERS | REPORTS | ROOMS


def test_no_table_keeps_them() -> None:
    kept = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert [each for each in kept if any(word in each for word in ("kappa", "severity", "drift", "alpha"))] == []
