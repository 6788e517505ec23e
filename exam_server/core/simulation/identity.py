"""The hash that freezes a scenario revision: over its canonical content, whoever wrote the file and however."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

from exam_server.core.simulation.script import Scenario

# Fields that came later are left out at their default: what was hashed without them keeps its hash.
LATER = frozenset({"de_role_time", "part", "vignettes", "clip", "captions"})


def revision_hash(scenario: Scenario) -> str:
    """SHA-256 (hexadecimal) of the content without revision number, status and reviewers."""
    about = replace(scenario.about, revision=0, status="draft", reviewers=())
    plain = _plain(replace(scenario, about=about))
    return hashlib.sha256(
        json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _plain(value: object) -> object:
    """Plain JSON values; a part names its type, so that two kinds of condition never look alike."""
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {"": type(value).__name__} | {name: each for name, each in said.items() if each or name not in LATER}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
