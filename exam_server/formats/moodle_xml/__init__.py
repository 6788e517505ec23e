"""Moodle XML: the format in which Moodle exports its question bank, with pictures, tags and feedback."""

from exam_server.formats.moodle_xml.reader import read_moodle_xml
from exam_server.formats.moodle_xml.writer import write_moodle_xml

__all__ = ["read_moodle_xml", "write_moodle_xml"]
