"""The room of the author."""

from flask import Blueprint

author = Blueprint("author", __name__, url_prefix="/author")
