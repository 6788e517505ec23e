"""Pictures that a foreign file brings along: each gets a name that a bank's texts can use."""

import base64
import binascii
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from exam_server.core.words import slug
from exam_server.formats.picture_names import FOLDER

ENDINGS = {".png": ".png", ".jpg": ".jpg", ".jpeg": ".jpg", ".webp": ".webp"}
DATA = re.compile(r"data:image/(png|jpeg|jpg|webp);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
MAXIMUM_BYTES = 64 * 1024 * 1024


class PictureShelf:
    """`files` holds the bytes by path (`media/name.png`), as they came."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._bytes = 0

    def add(self, name: str, content: bytes) -> str | None:
        """The path under which the bank's texts name this picture; None for what can't be one by its name."""
        path = PurePosixPath(unquote(name))
        ending = ENDINGS.get(path.suffix.lower())
        if ending is None or not content or self._bytes + len(content) > MAXIMUM_BYTES:
            return None
        stem, number = slug(path.stem)[:60].strip("-") or "picture", 1
        wanted = f"{FOLDER}/{stem}{ending}"
        while self.files.get(wanted, content) != content:
            number += 1
            wanted = f"{FOLDER}/{stem}-{number}{ending}"
        if wanted not in self.files:
            self._bytes += len(content)
        self.files[wanted] = content
        return wanted

    def add_base64(self, name: str, words: str) -> str | None:
        content = decoded(words)
        return None if content is None else self.add(name, content)

    def add_data(self, source: str) -> str | None:
        """A picture that stands in its own address (`data:image/png;base64,…`)."""
        found = DATA.fullmatch(source.strip())
        return None if found is None else self.add_base64(f"picture.{found[1].lower()}", found[2])


def decoded(words: str) -> bytes | None:
    """The bytes of a Base64 text; None where it isn't one."""
    try:
        return base64.b64decode("".join(words.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
