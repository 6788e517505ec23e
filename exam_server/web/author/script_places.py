"""The places of a script in words: its blocks, and the fields of their entries."""

from collections.abc import Mapping

from exam_server.core.text import Text, text
from exam_server.web.language import speak

BLOCKS: Mapping[str, Text] = {
    "scenario": text("About the scenario"),
    "persona": text("Simulated client"),
    "briefing": text("What the candidate reads"),
    "opening": text("First words"),
    "closing": text("Last words"),
    "facts": text("Facts"),
    "cues": text("Cues"),
    "emotions": text("States and moods"),
    "events": text("Behaviours to tap"),
    "phases": text("Phases"),
    "observation_points": text("Observation points"),
    "anchors": text("Anchors"),
    "conversation": text("Conversation afterwards"),
    "role_player_notes": text("Notes for the role-player"),
    "red_flags": text("Red flags"),
    "materials": text("Materials"),
    "equivalence": text("Parallel variants"),
    "vignettes": text("Vignettes"),
}
FIELDS: Mapping[str, Text] = {
    "id": text("Mark"),
    "title": text("Title"),
    "set": text("Set of learning outcomes"),
    "total_time": text("Whole time"),
    "language": text("Language"),
    "qualification": text("Qualification"),
    "authors": text("Authors"),
    "variants": text("Parallel variants"),
    "name": text("Name of the client or part"),
    "age": text("Age"),
    "situation": text("Situation"),
    "stated_goal": text("Stated goal"),
    "hidden_goal": text("Hidden goal"),
    "speech": text("Way of speaking"),
    "appearance": text("Appearance"),
    "limits": text("Limits"),
    "tasks": text("Tasks"),
    "preparation_time": text("Preparation time"),
    "line": text("Words"),
    "condition": text("When"),
    "layer": text("Layer"),
    "text": text("Text"),
    "criteria": text("Criteria"),
    "criterion": text("Criterion"),
    "paraphrases": text("Other wordings"),
    "phase": text("Phase"),
    "trigger": text("When"),
    "priority": text("Priority"),
    "at_most": text("At most"),
    "at_least": text("At least"),
    "dimensions": text("States"),
    "transitions": text("Changes of states"),
    "how_to_play": text("How to play the mood"),
    "min": text("Least"),
    "max": text("Most"),
    "plan": text("Planned"),
    "start": text("At the start"),
    "when": text("When"),
    "change": text("Change"),
    "dimension": text("State"),
    "mood": text("Mood"),
    "label": text("Words"),
    "topics": text("Topics"),
    "effect": text("Effect"),
    "button": text("Button on the role-player's card"),
    "time": text("Time"),
    "clock": text("Clock"),
    "entry": text("Begins early when"),
    "exit": text("Ends early when"),
    "rate_after": text("Pause for rating afterwards"),
    "kind": text("Kind"),
    "opportunities": text("Opportunities"),
    "min_opportunities": text("Least opportunities"),
    "counters": text("Counters"),
    "part": text("Part of the criterion"),
    "threshold": text("Met from level"),
    "levels": text("Level"),
    "level": text("Level"),
    "behaviour": text("Behaviour"),
    "example": text("Example"),
    "question": text("Question"),
    "probes": text("Allowed probes"),
    "expected": text("Expected elements"),
    "tempo": text("Pace"),
    "silence": text("Silence"),
    "chained_questions": text("Several questions at once"),
    "off_script": text("Off the script"),
    "safety_word": text("Safety word"),
    "de_roling": text("After the scene"),
    "de_role_time": text("Time to leave the role"),
    "description": text("Description"),
    "requires": text("Requires"),
    "evidence": text("Evidence"),
    "confirmations": text("Confirmations"),
    "audience": text("For whom"),
    "file": text("File"),
    "product": text("Product of the candidate"),
    "variant": text("Variant"),
    "substitutions": text("Substitutions"),
    "invariants": text("What stays the same"),
    "panel": text("Panel's level"),
    "reason": text("Why this level"),
}
CHOICES: Mapping[str, Text] = {
    "at_once": text("told at once"),
    "when_asked": text("told when asked"),
    "with_trust": text("told with trust"),
    "never": text("never told"),
    "yes_no": text("seen or not"),
    "counter": text("counter"),
    "scale": text("levels 0–3"),
    "neutral": text("neutral"),
    "helpful": text("helpful"),
    "harmful": text("harmful"),
    "hard": text("hard: moves on at its longest"),
    "soft": text("soft: waits for a tap"),
    "candidate": text("candidate"),
    "role_player": text("role-player"),
    "assessor": text("assessor"),
    "commission": text("Commission"),
    "before": text("before"),
    "during": text("during"),
    "after": text("after"),
    "hold_for_moderation": text("held for the moderation"),
}


def name_problem_place(place: str) -> str:
    """`facts/2/text`, where a reader counts from 0, as “Facts 3: Text”; `facts/F2` as “Facts F2”."""
    steps = place.split("/")
    return name_script_place(".".join(str(int(step) + 1) if step.isdecimal() else step for step in steps))


def name_script_place(place: str) -> str:
    """`facts.F2.text` as “Facts F2: Text”."""
    block, *steps = place.split(".")
    said = [speak(FIELDS[step]) if step in FIELDS else step for step in steps]
    head = speak(BLOCKS[block]) if block in BLOCKS else block
    names = [step for step, words in zip(steps, said, strict=True) if words == step]
    fields = [words for step, words in zip(steps, said, strict=True) if words != step]
    return ": ".join(part for part in (" ".join([head, *names]), ", ".join(fields)) if part)
