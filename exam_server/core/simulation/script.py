"""A scenario as its authors wrote it: the script, the observation points and the anchors of one simulation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Protocol

from exam_server.core.simulation.conditions import Condition

MINUTES_SECONDS = "mm:ss"
Seconds = Annotated[int, MINUTES_SECONDS]  # written as "mm:ss" in files

Layer = Literal["at_once", "when_asked", "with_trust", "never"]
PointKind = Literal["yes_no", "counter", "scale"]
Audience = Literal["candidate", "role_player", "assessor", "commission"]


class Named(Protocol):
    """A part that events and observation points refer to by its id."""

    @property
    def id(self) -> str: ...


class Serving(Named, Protocol):
    """A part that is an opportunity for criteria."""

    @property
    def criteria(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class About:
    """The identity of a scenario revision; `revision` and `status` stand outside its hash."""

    id: str
    revision: int
    title: str
    qualification: str
    set: int
    total_time: Seconds
    language: str = "pl"
    authors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    status: Literal["draft", "in_review", "approved", "retired"] = "draft"
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Persona:
    """The simulated client; always fictional (P6)."""

    name: str
    age: int
    situation: str
    stated_goal: str
    hidden_goal: str
    speech: str
    appearance: str = ""
    limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Briefing:
    """What the candidate reads before the encounter."""

    situation: str
    tasks: tuple[str, ...]
    preparation_time: Seconds = 0


@dataclass(frozen=True)
class Line:
    """Words that every candidate hears alike."""

    line: str
    condition: Condition | None = None


@dataclass(frozen=True)
class Fact:
    """Something that the client may tell; `text` speaks to the role-player."""

    id: str
    layer: Layer
    text: str
    condition: Condition | None = None
    criteria: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class AtPhaseTime:
    """The cue is due so many seconds into its phase."""

    phase_time: Seconds


@dataclass(frozen=True)
class OnEvent:
    """The cue is due once a behaviour was seen, `at_latest` so many seconds into its phase, if given."""

    event: str
    topic: str = ""
    at_latest: Seconds | None = None


@dataclass(frozen=True)
class WithoutEvent:
    """The cue is due when a behaviour wasn't seen in the first `after` seconds of its phase."""

    no_event: str
    after: Seconds
    topic: str = ""


Trigger = AtPhaseTime | OnEvent | WithoutEvent


@dataclass(frozen=True)
class Cue:
    """A line that the role-player plays when it is due; playing it is an opportunity for its criteria."""

    id: str
    phase: str
    text: str
    trigger: Trigger
    criteria: tuple[str, ...] = ()
    priority: int = 0
    at_most: int = 1


@dataclass(frozen=True)
class Dimension:
    name: str
    min: int
    max: int
    start: int


@dataclass(frozen=True)
class When:
    """A tapped behaviour; an empty topic takes any."""

    event: str
    topic: str = ""


@dataclass(frozen=True)
class Transition:
    when: When
    change: Mapping[str, int]


@dataclass(frozen=True)
class PlayRange:
    """How the client behaves while a dimension lies between the bounds; `mood` is the word on the card."""

    dimension: str
    at_least: int
    at_most: int
    mood: str
    text: str


@dataclass(frozen=True)
class Emotions:
    dimensions: tuple[Dimension, ...] = ()
    transitions: tuple[Transition, ...] = ()
    how_to_play: tuple[PlayRange, ...] = ()


@dataclass(frozen=True)
class EventKind:
    """A behaviour that the prompter can tap. It drives the client and never counts as a rating.

    `criteria`: the ones whose opportunity it takes up. `button`: on the role-player's own card, without a prompter.
    """

    id: str
    label: str
    topics: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    effect: Literal["neutral", "helpful", "harmful"] = "neutral"
    button: bool = False


@dataclass(frozen=True)
class PhaseLength:
    min: Seconds
    plan: Seconds
    max: Seconds


@dataclass(frozen=True)
class Phase:
    """A hard clock moves on at `max`; a soft one waits for a tap, for `exit`, or for the next phase's `entry`."""

    id: str
    name: str
    time: PhaseLength
    clock: Literal["hard", "soft"] = "soft"
    entry: Condition | None = None
    exit: Condition | None = None
    rate_after: bool = False
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObservationPoint:
    """What an assessor taps; `opportunities` names cues, facts, phases or products.

    `part`: the id of the part of a compound criterion that it's about, as the plan has it; empty: the whole.
    """

    id: str
    criterion: str
    kind: PointKind
    label: str
    opportunities: tuple[str, ...]
    min_opportunities: int = 2
    counters: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Anchor:
    """A level as behaviour in this case."""

    level: int
    behaviour: str
    example: str = ""


@dataclass(frozen=True)
class CriterionAnchors:
    """The levels 0–3 of a criterion; from `threshold` on it is met."""

    criterion: str
    threshold: int
    levels: tuple[Anchor, ...]


@dataclass(frozen=True)
class Requirement:
    evidence: int = 1
    confirmations: int = 2


@dataclass(frozen=True)
class RedFlag:
    id: str
    description: str
    effect: Literal["hold_for_moderation"] = "hold_for_moderation"
    requires: Requirement = field(default_factory=Requirement)


@dataclass(frozen=True)
class Question:
    """The commission's part, after the encounter (S1)."""

    criterion: str
    question: str
    probes: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()


@dataclass(frozen=True)
class RolePlayerNotes:
    """How to play, and how to leave the role. `de_role_time` 0: three minutes."""

    tempo: str
    silence: str
    chained_questions: str
    off_script: str
    safety_word: str
    de_roling: str
    de_role_time: Seconds = 0


@dataclass(frozen=True)
class Material:
    """Something handed out, or a `product` that the candidate writes; a product is an opportunity for its criteria."""

    id: str
    title: str
    audience: Audience
    when: Literal["before", "during", "after"]
    text: str = ""
    file: str = ""
    product: bool = False
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """A parallel variant: what it replaces and what has to stay the same."""

    variant: str
    substitutions: Mapping[str, str]
    invariants: tuple[str, ...]


@dataclass(frozen=True)
class PanelLevel:
    """What those who wrote a vignette came to on a criterion, and why; without a level: there was no opportunity."""

    criterion: str
    reason: str
    level: int | None = None


@dataclass(frozen=True)
class Vignette:
    """A made-up passage of this case, which assessors rate before a day to compare themselves with the panel.

    It's about no candidate, so it's neither evidence nor a rating. `clip`: the SHA-256 of a clip that plays it; `text`
    is its transcript then, and `captions` (WebVTT) say it in time.
    """

    id: str
    title: str
    text: str
    panel: tuple[PanelLevel, ...]
    clip: str = ""
    captions: str = ""


@dataclass(frozen=True)
class Scenario:
    about: About = field(metadata={"key": "scenario"})
    persona: Persona
    briefing: Briefing
    opening: Line
    closing: Line
    facts: tuple[Fact, ...]
    cues: tuple[Cue, ...]
    emotions: Emotions
    events: tuple[EventKind, ...]
    phases: tuple[Phase, ...]
    observation_points: tuple[ObservationPoint, ...]
    anchors: tuple[CriterionAnchors, ...]
    conversation: tuple[Question, ...]
    role_player_notes: RolePlayerNotes
    red_flags: tuple[RedFlag, ...] = ()
    materials: tuple[Material, ...] = ()
    equivalence: tuple[Equivalence, ...] = ()
    vignettes: tuple[Vignette, ...] = ()

    @property
    def id(self) -> str:
        return self.about.id

    def serving(self) -> tuple[Serving, ...]:
        """Everything that can be an opportunity: facts, cues, phases and products."""
        products = tuple(material for material in self.materials if material.product)
        return (*self.facts, *self.cues, *self.phases, *products)

    def observed_criteria(self) -> tuple[str, ...]:
        """The criteria that assessors rate here, each once, in the order of the observation points."""
        return tuple(dict.fromkeys(point.criterion for point in self.observation_points))

    def threshold(self, criterion: str) -> int | None:
        """The level from which the criterion is met in this case; None where it has no anchors."""
        return next((each.threshold for each in self.anchors if each.criterion == criterion), None)
