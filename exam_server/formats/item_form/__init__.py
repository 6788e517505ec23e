"""Items as the fields of a form and back: names are the dotted paths of an item's file, values are what was typed."""

from exam_server.formats.item_form.kinds import change_kind
from exam_server.formats.item_form.reading import read_fields
from exam_server.formats.item_form.rows import ACT, act_on, fill_up, row_numbers
from exam_server.formats.item_form.writing import Fields, write_fields

__all__ = ["ACT", "Fields", "act_on", "change_kind", "fill_up", "read_fields", "row_numbers", "write_fields"]
