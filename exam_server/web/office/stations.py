"""The pages of an exam's stations: the list, one station, and what the office does with it."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services import changing_stations
from exam_server.services.exam import get_exam
from exam_server.services.stations import Station, list_stations
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.day_forms import StationForm
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import office
from exam_server.web.traces import shows_nobody
from exam_server.web.work import open_work

STATIONS = "/exams/<uuid:exam_id>/stations"


@office.get(STATIONS)
@allow("exam.plan")
@shows_nobody("stations and rooms, nobody in them")
def show_stations(exam_id: UUID) -> str:
    with open_work() as work:
        exam = get_exam(work, exam_id)
        stations = list_stations(work, exam_id)
        offered = changing_stations.list_offered(work, exam_id)
    choices = [(each.id, each.title) for each in offered]
    return render_template("office/stations.html", exam=exam, stations=stations, choices=choices)


@office.post(STATIONS)
@allow("exam.plan")
def add_station(exam_id: UUID) -> Response:
    try:
        with open_work() as work:
            made = changing_stations.add_exam_station(work, exam_id, uuid_or_abort(request.form.get("revision", "")))
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_stations", exam_id=exam_id))
    flash_done(text("The station is added. Name its rooms."))
    return redirect(url_for("office.change_station", exam_id=exam_id, station_id=made))


@office.route(f"{STATIONS}/<uuid:station_id>", methods=["GET", "POST"])
@allow("exam.plan")
@shows_nobody("a station, nobody in it")
def change_station(exam_id: UUID, station_id: UUID) -> Response | str | tuple[str, int]:
    """One station with its rooms, minutes and variants."""
    with open_work() as work:
        exam, station = get_exam(work, exam_id), _get_station(work, exam_id, station_id)
        offered = changing_stations.list_offered(work, exam_id)
    form = StationForm.from_request(
        title=station.title, rooms=", ".join(station.rooms), minutes=station.minutes, talk_minutes=station.talk_minutes
    )
    chosen = {each.revision_id for each in station.variants}
    if request.method == "POST":
        chosen = {uuid_or_abort(each) for each in request.form.getlist("revision")}
    if form.submitted():
        with acting(text("The station is saved.")) as work:
            changing_stations.change_station(work, exam_id, station_id, form.plan())
            return redirect(url_for("office.show_stations", exam_id=exam_id))
    page = render_template("office/station.html", exam=exam, station=station, form=form, offered=offered, chosen=chosen)
    return page if request.method == "GET" else (page, 422)


@office.post(f"{STATIONS}/<uuid:station_id>/remove")
@allow("exam.plan")
def remove_station(exam_id: UUID, station_id: UUID) -> Response:
    with acting(text("The station is removed.")) as work:
        changing_stations.remove_station(work, exam_id, station_id)
    return redirect(url_for("office.show_stations", exam_id=exam_id))


def _get_station(work: Work, exam_id: UUID, station_id: UUID) -> Station:
    found = next((each for each in list_stations(work, exam_id) if each.id == station_id), None)
    if found is None:
        raise NotFound(str(station_id))
    return found
