"""Incidents: what may happen in an exam room, as a closed list of codes with their words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

IncidentCode = Literal[
    "power_cut",
    "network_outage",
    "server_outage",
    "computer_fault",
    "exam_browser",
    "disturbance",
    "evacuation",
    "illness",
    "left_room",
    "item_query",
    "unauthorised_aid",
    "communication",
    "identity_doubt",
    "desk_mistake",
    "other",
]
CODES: tuple[IncidentCode, ...] = get_args(IncidentCode)
INCIDENT_WORDS: Mapping[IncidentCode, Text] = MappingProxyType(
    {
        "power_cut": text("power cut"),
        "network_outage": text("network outage"),
        "server_outage": text("server outage"),
        "computer_fault": text("fault of a computer"),
        "exam_browser": text("fault of the exam browser"),
        "disturbance": text("noise or disturbance"),
        "evacuation": text("alarm or evacuation"),
        "illness": text("illness or first aid"),
        "left_room": text("left the room"),
        "item_query": text("remark on an item"),
        "unauthorised_aid": text("unauthorised aid"),
        "communication": text("communication between candidates"),
        "identity_doubt": text("doubt about the identity"),
        "desk_mistake": text("mistake of the desk"),
        "other": text("another incident"),
    }
)
LONGEST_NOTE = 1000
LONGEST_SECONDS = 12 * 3600


def check_incident(code: str, note: str, seconds: int) -> IncidentCode:
    """The code if it's of the list. Raises Refused; “other” says nothing without a note."""
    if code not in CODES:
        raise _refused(text("Its kind isn't on the list."), text("Choose one of the list."))
    if code == "other" and not note.strip():
        raise _refused(text("The note is missing."), text("Write what happened."))
    if len(note) > LONGEST_NOTE or not 0 <= seconds <= LONGEST_SECONDS:
        raise _refused(text("The note or the duration is too long."), text("Shorten it."))
    return code


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The incident wasn't noted."), why, remedy)
