"""Register forms of the Polish qualifications register, in whatever layout they come."""

from exam_server.formats.register_form.reader import MAXIMUM_BYTES, read_register_form, read_register_form_bytes

__all__ = ["MAXIMUM_BYTES", "read_register_form", "read_register_form_bytes"]
