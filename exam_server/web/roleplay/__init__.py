"""The room of the roleplay."""

from flask import Blueprint

roleplay = Blueprint("roleplay", __name__, url_prefix="/roleplay")
