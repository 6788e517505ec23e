"""Style sheets and modules that import others, joined into one file each: one request instead of twenty.

There is no build step: the files work as they stand in a browser too, and are joined when the server reads them.
"""

import re
from pathlib import Path

CSS_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
JS_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
JS_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
FOREIGN = re.compile(r"^(?:import|export)\b|^@import\b", re.MULTILINE)


class NotJoinable(ValueError):
    """A file imports or exports in a way that isn't one of the few that are joined here."""


def join_styles(path: Path) -> str:
    """A style sheet with its imports in their places. Raises NotJoinable."""
    joined = CSS_IMPORT.sub(lambda found: join_styles(path.parent / found[1]), path.read_text(encoding="utf-8"))
    return _require_whole(joined, path)


def join_modules(path: Path) -> str:
    """A module with everything that it imports: each in a scope of its own, once, before who needs it.

    Raises NotJoinable for another kind of import or export, and for a circle.
    """
    joined: dict[Path, str] = {}
    body = _module(path.resolve(), joined, ())
    return "".join(joined.values()) + body


def _module(path: Path, joined: dict[Path, str], ancestors: tuple[Path, ...]) -> str:
    """The text of a module whose imports come from the scopes before it; those are added to `joined`."""
    if path in ancestors:
        raise NotJoinable(f"{path.name} imports itself")
    source = path.read_text(encoding="utf-8")
    for _, target in JS_IMPORT.findall(source):
        imported = (path.parent / target).resolve()
        if imported not in joined:
            joined[imported] = _scope(imported, _module(imported, joined, (*ancestors, path)))
    return _require_whole(JS_IMPORT.sub(lambda found: _taken(path, found), source), path)


def _scope(path: Path, body: str) -> str:
    exported = ", ".join(name for _, name in JS_EXPORT.findall(body))
    inner = JS_EXPORT.sub(r"\1 \2", body)
    return f"const {_name(path)} = (() => {{\n{inner}return {{ {exported} }};\n}})();\n"


def _taken(path: Path, found: re.Match[str]) -> str:
    names, source = found[1], _name((path.parent / found[2]).resolve())
    return f"const {{{names}}} = {source};\n" if names else ""


def _name(path: Path) -> str:
    return "module_" + re.sub(r"\W", "_", f"{path.parent.name}_{path.stem}")


def _require_whole(joined: str, path: Path) -> str:
    rest = JS_EXPORT.sub("", joined)
    if found := FOREIGN.search(rest):
        line = rest[found.start() :].split("\n", 1)[0]
        raise NotJoinable(f"{path.name}: {line}")
    return joined
