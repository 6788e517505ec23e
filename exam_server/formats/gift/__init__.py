"""GIFT: Moodle's plain text format for questions, read by a grammar of our own and written so that both read it."""

from exam_server.formats.gift.reader import read_gift
from exam_server.formats.gift.writer import write_gift

__all__ = ["read_gift", "write_gift"]
