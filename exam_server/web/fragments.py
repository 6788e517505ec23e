"""Pieces of pages that are the same for everybody who gets them, kept packed in this process."""

import gzip
from collections import OrderedDict
from threading import Lock

KEPT = 5000


class Fragments:
    """Packed fragments by form digest and language: a form never changes, and neither does this release's template."""

    def __init__(self) -> None:
        self._packed: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._guard = Lock()

    def find(self, digest: str, language: str) -> bytes | None:
        return self._packed.get((digest, language))

    def keep(self, digest: str, language: str, html: str) -> bytes:
        packed = gzip.compress(html.encode(), 9, mtime=0)
        with self._guard:
            self._packed[digest, language] = packed
            while len(self._packed) > KEPT:
                self._packed.popitem(last=False)
        return packed
