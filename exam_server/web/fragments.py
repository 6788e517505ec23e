"""Pieces of pages that are the same for everybody who gets them, kept packed in this process."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Event, Lock, RLock

from exam_server.core.delivery import ResponseShape
from exam_server.web.packing import pack, unpack

KEPT = 5000
SHELLS_KEPT = 2000
PATIENCE_SECONDS = 1.0
# Code points that no text has: Unicode leaves them to programs.
MARK = re.compile("\ufdd0([a-z_0-9]+)\ufdd1")


class Fragments:
    """Packed fragments by form digest and language: a form never changes, and neither does this release's template.

    Kept in one encoding, which the browsers of this installation take: packing is most of what preparing costs.
    `missing`: how many forms of the coming tests weren't there yet at the last look; None before the first.
    """

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.missing: int | None = None
        self._packed: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._guard = Lock()

    def find(self, digest: str, language: str) -> bytes | None:
        return self._packed.get((digest, language))

    def read(self, digest: str, language: str) -> str | None:
        """The fragment itself, for a page that has it within, or a browser that takes no such packing."""
        packed = self.find(digest, language)
        return unpack(packed, self.encoding).decode() if packed else None

    def keep(self, digest: str, language: str, html: str) -> None:
        packed = pack(html.encode(), self.encoding)
        with self._guard:
            self._packed[digest, language] = packed
            while len(self._packed) > KEPT:
                self._packed.popitem(last=False)


class Shapes:
    """What responses to the items of a form must look like, by its digest; there are few different ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[ResponseShape, ...]] = OrderedDict()
        self._one_of_each: dict[ResponseShape, ResponseShape] = {}
        self._guard = Lock()

    def find(self, digest: str) -> tuple[ResponseShape, ...] | None:
        return self._known.get(digest)

    def keep(self, digest: str, shapes: tuple[ResponseShape, ...]) -> None:
        with self._guard:
            self._known[digest] = tuple(self._one_of_each.setdefault(shape, shape) for shape in shapes)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)


class Shells:
    """Pages, and parts of pages, that are made once and filled each time: pieces, and between them names of holes.

    One is made at a time: of a herd that asks for the same page, the first makes it and the others wait for it.
    """

    def __init__(self) -> None:
        self._pieces: OrderedDict[Hashable, Sequence[str]] = OrderedDict()
        self._coming: dict[Hashable, Event] = {}
        self._guard = Lock()
        self._making = RLock()

    def fill(self, key: Hashable, make: Callable[[], str], holes: Mapping[str, str]) -> str:
        """The shell of a key, made with marks in its holes where it isn't there yet, with `holes` filled (as HTML)."""
        if key not in self._pieces:
            with self._making:
                if key not in self._pieces:
                    self._keep(key, MARK.split(make()))
        return self.fill_known(key, holes) or self.fill(key, make, holes)

    def knows(self, key: Hashable) -> bool:
        return key in self._pieces

    def fill_coming(self, key: Hashable, holes: Mapping[str, str]) -> str | None:
        """The same for a shell that is there; None for the first who asks for another one, and shall make it.

        The others wait until that one has: to send a herd the long way costs more than all of its pages.
        """
        if key not in self._pieces and self._is_first(key):
            return None
        return self.fill_known(key, holes)

    def _is_first(self, key: Hashable) -> bool:
        with self._guard:
            coming = self._coming.get(key)
            if coming is None and key not in self._pieces:
                self._coming[key] = Event()
                return True
        if coming is not None and not coming.wait(PATIENCE_SECONDS):
            with self._guard:
                self._coming.pop(key, None)
        return False

    def fill_known(self, key: Hashable, holes: Mapping[str, str]) -> str | None:
        """The same for a shell that is there; else None, and nobody waits."""
        pieces = self._pieces.get(key)
        if pieces is None:
            return None
        filled = list(pieces)
        filled[1::2] = [holes[name] for name in pieces[1::2]]
        return "".join(filled)

    def _keep(self, key: Hashable, pieces: Sequence[str]) -> None:
        with self._guard:
            self._pieces[key] = pieces
            if coming := self._coming.pop(key, None):
                coming.set()
            while len(self._pieces) > SHELLS_KEPT:
                self._pieces.popitem(last=False)


def mark(name: str) -> str:
    """What stands in a hole while a shell is made."""
    return f"\ufdd0{name}\ufdd1"
