"""A server under measurement finds what an installation has: packages that only tests bring are hidden from it.

structlog, for one, loads rich, pygments and attrs wherever they are: 8 MB that no installation has.
"""

import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
MODULES = {"attrs": ("attr", "attrs")}


def _named(lock: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9_.-]+)==", (REQUIREMENTS / lock).read_text(), re.MULTILINE))


class _Hidden:
    """Finds nothing for the modules of packages that an installation hasn't got."""

    def __init__(self, packages: set[str]) -> None:
        self._modules = {module for each in packages for module in MODULES.get(each, (each.replace("-", "_"),))}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        if name.partition(".")[0] in self._modules:
            raise ModuleNotFoundError(f"{name} isn't installed where the server runs", name=name)
        return None


sys.meta_path.insert(0, _Hidden(_named("test.lock") - _named("run.lock")))
