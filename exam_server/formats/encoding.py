"""The door for text files from outside: UTF-8, or what older programs of this part of the world wrote."""

import re
import unicodedata

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

MAXIMUM_BYTES = 20 * 1024 * 1024
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
BINARY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
WESTERN = frozenset("àâæçèéêëîïñôœùûÿäöüßÀÂÆÇÈÉÊËÎÏÑÔŒÙÛÄÖÜ")


def read_text(content: bytes, place: str = "") -> tuple[str | None, tuple[Problem, ...]]:
    """The text in NFC with `\\n` at the ends of lines; None with the reason where it isn't text. Never raises.

    What isn't Unicode is read as windows-1250 or windows-1252, whichever gives more letters of its languages, with a
    warning. A file that is UTF-8 but for some bytes is refused: read otherwise, all its other letters would be wrong.
    """
    if len(content) > MAXIMUM_BYTES:
        return _no(text("The file is larger than {limit} MiB.", limit=MAXIMUM_BYTES // 2**20), 0, place)
    mark = next((encoding for bom, encoding in MARKS.items() if content.startswith(bom)), "utf-8")
    try:
        words = content.decode(mark)
    except UnicodeDecodeError as error:
        return _read_older(content, error, place)
    return _checked(words, place, ())


def _read_older(content: bytes, error: UnicodeDecodeError, place: str) -> tuple[str | None, tuple[Problem, ...]]:
    line = content[: error.start].count(b"\n") + 1
    sequences = SEQUENCE.findall(content)
    alone = len(HIGH.findall(content)) - sum(map(len, sequences))
    if error.encoding != "utf-8" or len(sequences) > alone:
        return _no(text("The file is broken: its bytes aren't {encoding}.", encoding=error.encoding), line, place)
    words, encoding = _likelier(content)
    if words is None:
        return _no(text("The file isn't UTF-8 text."), line, place)
    message = text(
        "The file isn't UTF-8: it was read as {encoding}. Look whether all letters are right.", encoding=encoding
    )
    return _checked(words, place, (Problem(message, line, place, "encoding", "warning"),))


def _likelier(content: bytes) -> tuple[str | None, str]:
    """Which of the two it is shows in the letters that only one of them makes likely."""
    polish, western = _decoded(content, "windows-1250"), _decoded(content, "windows-1252")
    if polish is None or western is None:
        return (western, "windows-1252") if polish is None else (polish, "windows-1250")
    if sum(letter in POLISH for letter in polish) >= sum(letter in WESTERN for letter in western):
        return polish, "windows-1250"
    return western, "windows-1252"


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _checked(words: str, place: str, found: tuple[Problem, ...]) -> tuple[str | None, tuple[Problem, ...]]:
    if control := BINARY.search(words):
        line = words[: control.start()].count("\n") + 1
        return _no(text("The file isn't text: it has control characters."), line, place)
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")), found


def _no(message: Text, line: int, place: str) -> tuple[None, tuple[Problem, ...]]:
    return None, (Problem(message, line, place, "encoding"),)
