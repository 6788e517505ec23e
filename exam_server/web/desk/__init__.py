"""The room of the desk."""

from flask import Blueprint

desk = Blueprint("desk", __name__, url_prefix="/desk")
