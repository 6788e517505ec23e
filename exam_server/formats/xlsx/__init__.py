"""XLSX by a table of our own: one item a row, for authors who write in a spreadsheet."""

from exam_server.formats.xlsx.reader import read_xlsx
from exam_server.formats.xlsx.writer import write_xlsx

__all__ = ["read_xlsx", "write_xlsx"]
