"""A scenario's blocks as the fields of forms and back: names are the dotted paths of a scenario's file."""

from exam_server.formats.scenario_form.acts import act_on_block
from exam_server.formats.scenario_form.reading import read_block
from exam_server.formats.scenario_form.shape import BLOCKS, Part, fits
from exam_server.formats.scenario_form.writing import write_block

__all__ = ["BLOCKS", "Part", "act_on_block", "fits", "read_block", "write_block"]
