"""Typst as this house uses it: a template of the package with its data as JSON; nothing is pasted into the source.

Each document is made in a process of its own: typst keeps what it laid out in memory, and a server that has to answer
candidates would keep it too. That process also steps back behind the server's own work.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SETTER = Path(__file__).with_name("typesetter.py")
MOST_SECONDS = 300
NOT_SHOWN = 3
"""What the setter ends with where a document that must be verbatim can't be."""
ACCESSIBLE = ("ua-1",)
ARCHIVED = ("ua-1", "a-3a")


class TypesettingFailed(RuntimeError):
    """Typst refused a document; the message is typst's own."""


class NotShown(ValueError):
    """A document that must say everything as it was written has characters (the message) that no font here has."""


def typeset(
    template: str,
    document: "DataclassInstance",
    made_at: datetime,
    standards: tuple[str, ...] = ACCESSIBLE,
    *,
    verbatim: bool = False,
) -> bytes:
    """The PDF of a template in this package, with the document's fields in `data`. Raises TypesettingFailed.

    Typst enforces the standards: where it can't meet one, there is no file. A character that none of its fonts has
    stands there by its number in Unicode, as [U+1F9EA]; where it must be `verbatim`, it raises NotShown.

    Slow (a tenth of a second and more): call it outside of a writing transaction.
    """
    order = {
        "template": template,
        "data": asdict(document),
        "standards": standards,
        "verbatim": verbatim,
        "timestamp": int(made_at.timestamp()),
    }
    done = subprocess.run(  # noqa: S603 - our own script on our own interpreter; the data goes in by its standard input
        [sys.executable, "-I", str(SETTER)],
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode == NOT_SHOWN:
        raise NotShown(done.stdout.decode())
    if done.returncode:
        raise TypesettingFailed(done.stderr.decode(errors="replace"))
    return done.stdout
