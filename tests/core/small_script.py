"""A small sound scenario in code, so that core's tests need no file."""

from exam_server.core.qualification import Criterion
from exam_server.core.simulation.conditions import AllOf, EventSeen, FactGiven, StateWithin
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.script import (
    About,
    Anchor,
    AtPhaseTime,
    Briefing,
    CriterionAnchors,
    Cue,
    Dimension,
    Emotions,
    EventKind,
    Fact,
    Line,
    Material,
    ObservationPoint,
    OnEvent,
    Persona,
    Phase,
    PhaseLength,
    PlayRange,
    Question,
    RolePlayerNotes,
    Scenario,
    Transition,
    When,
    WithoutEvent,
)
from exam_server.core.simulation.walk import fold

CODES = frozenset({"1A1", "1A2"})
CRITERIA = (Criterion("1A1", "Informuje klienta o przebiegu"), Criterion("1A2", "Ustala razem z klientem cele"))

SMALL = Scenario(
    about=About("small", 1, "Mała próba", "probna", 1, total_time=600),
    persona=Persona("Jan", 40, "pracuje w ogrodzie", "chce zmiany", "boi się zmiany", "krótko"),
    briefing=Briefing("Pierwsza rozmowa", ("Porozmawiaj",), 60),
    opening=Line("Dzień dobry."),
    closing=Line("Do widzenia."),
    facts=(
        Fact("F1", "at_once", "Masz ogród."),
        Fact("F2", "when_asked", "Lubisz drzewa.", EventSeen("asks", "praca"), ("1A1",)),
        Fact("F3", "with_trust", "Boisz się.", AllOf((FactGiven("F2"), StateWithin("trust", at_least=3))), ("1A2",)),
        Fact("F4", "never", "Nie mówisz o pieniądzach."),
    ),
    cues=(
        Cue("W1", "P1", "Długo to potrwa?", AtPhaseTime(30), ("1A1",)),
        Cue("W2", "P1", "Rozumiesz mnie?", WithoutEvent("paraphrase", 120), ("1A2",)),
        Cue("W3", "P2", "A dalej?", OnEvent("asks", at_latest=100), ("1A1", "1A2"), priority=1),
    ),
    emotions=Emotions(
        (Dimension("trust", 0, 4, 1),),
        (Transition(When("paraphrase"), {"trust": 1}), Transition(When("judges"), {"trust": -1})),
        (PlayRange("trust", 0, 2, "ostrożny", "mało mówisz"), PlayRange("trust", 3, 4, "otwarty", "mówisz więcej")),
    ),
    events=(
        EventKind("asks", "Pyta", ("praca", "cel"), ("1A1",), "helpful"),
        EventKind("paraphrase", "Parafraza", (), ("1A2",), "helpful", True),
        EventKind("judges", "Ocenia", (), (), "harmful"),
    ),
    phases=(
        Phase("P1", "Początek", PhaseLength(60, 300, 300), "hard"),
        Phase("P2", "Dalej", PhaseLength(60, 300, 360), criteria=("1A1",)),
    ),
    observation_points=(
        ObservationPoint("O1", "1A1", "scale", "Mówi o przebiegu", ("W1", "W3")),
        ObservationPoint("O2", "1A2", "yes_no", "Ustala cel", ("W2", "M1"), 1),
    ),
    anchors=tuple(
        CriterionAnchors(code, 2, tuple(Anchor(level, f"zachowanie {code} na {level}") for level in range(4)))
        for code in ("1A1", "1A2")
    ),
    conversation=(Question("1A1", "Jak przebiega proces?"),),
    role_player_notes=RolePlayerNotes("wolno", "czekasz", "ostatnie", "krótko", "stop", "trzy minuty"),
    materials=(
        Material("M1", "Kontrakt", "candidate", "during", "Cel. Zadania.", product=True, criteria=("1A2",)),
        Material("M2", "Notatka", "assessor", "before", "Tylko dla oceniających."),
        Material("M3", "Linia życia", "role_player", "before", "Tylko dla grającej."),
    ),
)


def run(*events, until=None, scenario=SMALL):
    """A run of one device; each event is (second, kind, reference, topic)."""
    log = [RunEvent(0, "start", device="p")]
    for sequence, (at, kind, *rest) in enumerate(events, 1):
        reference, topic = (*rest, "", "")[:2]
        log.append(RunEvent(at, kind, reference, topic, "x", "p", sequence))
    return fold(scenario, log, until)
