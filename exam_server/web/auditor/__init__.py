"""The room of the auditor."""

from flask import Blueprint

auditor = Blueprint("auditor", __name__, url_prefix="/auditor")
