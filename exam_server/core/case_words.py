"""What pages and sheets call methods, verdicts and reasons, each in one place."""

from collections.abc import Mapping

from exam_server.core.case import OpenReason, SourceKind, Verdict
from exam_server.core.qualification import Method
from exam_server.core.text import Text, text

METHOD_WORDS: Mapping[Method, Text] = {
    "evidence_analysis": text("analysis of evidence"),
    "conversation_with_simulation": text("conversation with simulation"),
    "theory_test": text("theory test"),
}
VERDICT_WORDS: Mapping[Verdict, Text] = {
    "met": text("met"),
    "not_met": text("not met"),
    "open": text("open"),
}
REASON_WORDS: Mapping[OpenReason, Text] = {
    "not_yet_taken": text("not yet taken"),
    "no_opportunity": text("there was no opportunity to show it"),
    "too_little_evidence": text("too little evidence"),
    "held_by_flag": text("held by a confirmed red flag"),
    "awaits_reading": text("waits for members to read it"),
    "awaits_agreement": text("waits for members to agree on their ratings anew"),
    "awaits_commission": text("waits for the commission"),
}
# To the candidate themselves: where something was shown, or wasn't.
OWN_SOURCE_WORDS: Mapping[SourceKind, Text] = {
    "sitting": text("Theory test"),
    "encounter": text("Simulation"),
    "product": text("What you wrote in the simulation"),
    "conversation": text("Conversation with the commission"),
    "document": text("Documents and declarations"),
    "recognition": text("Recognised earlier"),
    "appeal": text("Ruling on your appeal"),
}
# To the candidate themselves: what an open criterion means for them (P9).
OWN_REASON_WORDS: Mapping[OpenReason, Text] = {
    "not_yet_taken": text("This hasn't been checked yet, or its result isn't released yet."),
    "no_opportunity": text("In the simulation there was no opportunity to show this."),
    "too_little_evidence": text("There is too little evidence so far to confirm this."),
    "held_by_flag": text("The commission still has to decide what something in the simulation means for this."),
    "awaits_reading": text("What you wrote or handed in about this is still being read by members of the commission."),
    "awaits_agreement": text("Members of the commission agree anew on what the simulation showed of this."),
    "awaits_commission": text(
        "One method wasn't enough to confirm this. That isn't a failure: the commission will ask about it."
    ),
}
