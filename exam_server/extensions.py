"""Flask-SQLAlchemy over our own plain base; only `db.session` and `db.engine` are used of it."""

from flask_sqlalchemy import SQLAlchemy

from exam_server.store.base import Base

db = SQLAlchemy(model_class=Base)
