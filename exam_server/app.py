"""The factory: settings, database, journal, rooms, and the rules that every request passes."""

import gc
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask, url_for

from exam_server.extensions import db
from exam_server.services.clock import ClockWatch
from exam_server.services.closed_room import Gates
from exam_server.services.locking import take_writer_lock
from exam_server.services.opening import Database, Journal, engine_options, forget_cached_pages
from exam_server.services.people import SessionLimits
from exam_server.services.plain_steps import PlainSteps
from exam_server.services.seats import Seats
from exam_server.services.throttling import Door
from exam_server.services.tokens import Keys
from exam_server.settings import ANSWER_FILE_KEY, Settings, load_settings
from exam_server.web import access, assets, errors, headers, language, navigation, traces
from exam_server.web.account import account
from exam_server.web.advisor import advisor
from exam_server.web.assessor import assessor
from exam_server.web.asset_front import AssetFront
from exam_server.web.auditor import auditor
from exam_server.web.author import author
from exam_server.web.candidate import candidate
from exam_server.web.candidate.fragments import prepare_fragments
from exam_server.web.candidate.front import CandidateFront
from exam_server.web.candidate.shells import prepare_templates
from exam_server.web.candidate.welcome import prepare_welcome
from exam_server.web.candidate.worker import prepare_files
from exam_server.web.clips import clips
from exam_server.web.commission import commission
from exam_server.web.cookies import VISIT_COOKIE, cookie_name
from exam_server.web.desk import desk
from exam_server.web.fragments import Fragments, Shapes, Shells
from exam_server.web.logs import configure_logs
from exam_server.web.media import media
from exam_server.web.office import office
from exam_server.web.openapi import openapi
from exam_server.web.packing import usual_encoding
from exam_server.web.portfolio import portfolio
from exam_server.web.public import public
from exam_server.web.roleplay import roleplay
from exam_server.web.trust_door import open_trust_door
from exam_server.web.typed import TypedJSON, WholeNumber, refuse_unkept
from exam_server.web.upkeep import end_soon, start_upkeep
from exam_server.web.work import House, open_work

STAFF_ROOMS = (office, desk, advisor, assessor, roleplay, commission, author, auditor)
BLUEPRINTS = (public, account, candidate, portfolio, *STAFF_ROOMS, media, clips, openapi)
MAXIMUM_UPLOAD = 20 * 1024 * 1024


def create_app(settings: Settings, answer_file_key: str = "") -> Flask:
    """The whole app; the response journal answers in front of Flask. Raises UndeclaredView for an open door."""
    app = Flask("exam_server.web", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        SESSION_COOKIE_NAME=cookie_name(VISIT_COOKIE, settings.is_secure),
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.is_secure,
        MAX_CONTENT_LENGTH=MAXIMUM_UPLOAD,
        EXAM_LANGUAGE=settings.language,
    )
    db.init_app(app)
    with app.app_context():
        database = Database(db.engine)
    house = build_house(settings, database, answer_file_key)
    app.extensions["exam_house"] = house
    app.json = TypedJSON(app)
    app.url_map.converters["int"] = WholeNumber
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _install(app, settings)
    app.wsgi_app = AssetFront(CandidateFront(app, app.wsgi_app, house))  # type: ignore[method-assign,arg-type]
    return app


def application() -> Flask:
    """What the server process runs: the app of this installation, with its upkeep. Takes SQLite's writer lock."""
    settings = load_settings()
    configure_logs(settings.log_level)
    forget_cached_pages(settings.database)
    app = create_app(settings, os.environ.get(ANSWER_FILE_KEY, ""))
    house = app.extensions["exam_house"]
    house.lock = take_writer_lock(settings.instance, house.database)
    house.database.on_failure = end_soon
    with app.app_context(), open_work() as work:
        house.clock.take_up(work)
        house.gates.look(work)
    prepare_files()
    prepare_templates(app)
    # What is there now stays: no collection has to walk through it again while a room saves.
    gc.collect()
    gc.freeze()
    preparing = (prepare_welcome, prepare_fragments)
    start_upkeep(app, house, **{job.__name__: partial(job, app, house) for job in preparing})
    open_trust_door(app, house)
    return app


def build_house(settings: Settings, database: Database, answer_file_key: str = "") -> House:
    """The app's long-lived parts; the journal's thread is running."""
    journal = Journal(database)
    journal.start()
    window = settings.login_window_seconds
    keys = Keys(settings.key, answer_file_key)
    ticket_door = Door("ticket", settings.login_failures, settings.global_failures, window)
    return House(
        settings=settings,
        database=database,
        journal=journal,
        keys=keys,
        limits=SessionLimits(
            idle=timedelta(seconds=settings.session_idle_seconds),
            absolute=timedelta(seconds=settings.session_absolute_seconds),
        ),
        login_door=Door("login", settings.login_failures, settings.global_failures, window),
        ticket_door=ticket_door,
        pin_door=Door("pin", settings.login_failures, settings.global_failures, window),
        gates=Gates(),
        clock=ClockWatch(database),
        seats=Seats(database),
        steps=PlainSteps(database, journal, keys, ticket_door),
        fragments=Fragments(usual_encoding(settings.is_secure, settings.public_host)),
        shells=Shells(),
        shapes=Shapes(),
        proxies=settings.proxies,
    )


def _install(app: Flask, settings: Settings) -> None:
    language.install(app, settings.time_zone)
    errors.handle_errors(app)
    access.guard(app)
    app.before_request(refuse_unkept)
    headers.set_headers(app, settings)
    traces.watch(app)
    asset: Callable[[str], str] = lambda name: url_for("public.show_asset", version=assets.release(), name=name)  # noqa: E731
    app.jinja_env.globals.update(
        csrf_token=access.csrf_token, asset=asset, rooms_of=navigation.rooms_of, room_here=navigation.room_here
    )
