"""The room of the auditor, who reads everything and changes nothing."""

from exam_server.web.auditor import dossiers, looks, samples
from exam_server.web.auditor.views import auditor

__all__ = ["auditor", "dossiers", "looks", "samples"]
