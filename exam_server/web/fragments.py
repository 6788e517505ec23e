"""Pieces of pages that are the same for everybody who gets them, kept packed in this process."""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock

KEPT = 5000
SHELLS_KEPT = 500


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


class Shells:
    """Pages in pieces, between which goes what is a visitor's own: by template, preferences and shared facts."""

    def __init__(self) -> None:
        self._pieces: OrderedDict[Hashable, Sequence[str]] = OrderedDict()
        self._guard = Lock()

    def find(self, key: Hashable, make: Callable[[], Sequence[str]]) -> Sequence[str]:
        """The pieces of a key, made where they aren't there yet."""
        if (known := self._pieces.get(key)) is not None:
            return known
        made = make()
        with self._guard:
            self._pieces[key] = made
            while len(self._pieces) > SHELLS_KEPT:
                self._pieces.popitem(last=False)
        return made
