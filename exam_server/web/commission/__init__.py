"""The room of the commission."""

from flask import Blueprint

commission = Blueprint("commission", __name__, url_prefix="/commission")
