"""The sheet that a candidate reads before the test: how it works, what is allowed, what happens if something fails."""

from collections.abc import Sequence
from datetime import datetime

from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Guide, Section, write_guide
from exam_server.services.papers.reader import ExamHead, Reader, Say
from exam_server.services.papers.room import head_facts, page_words

BEFORE = (
    text("Come at least 20 minutes early. The desk compares you with your document; nobody writes down its number."),
    text("Your seat card shows your seat and your ticket. The ticket is yours alone: don't show it to anybody."),
    text("Scan the picture on the card or enter the ticket, and check that the name on the screen is yours."),
    text("While you wait, the screen tells you how the test works. Ask now whatever you want to know."),
)
ALLOWED = (
    text("On the table: the seat card, your document, a pen, water, medicine. Sheets for notes come from the desk."),
    text("Switched off and put away: phones, watches, headphones, and everything else that sends or stores."),
    text("During the test you talk to nobody but the desk. Raise your hand; somebody comes to you."),
)
TEST = (
    text("One question is shown at a time. You may answer in any order and go back as often as you like."),
    text("Flag a question to find it again before you hand in."),
    text("An empty response counts as not given."),
    text(
        "The time left and the hour of the end are on the screen; you may hide them. You're told when half of the time "
        "is left, and ten, five and one minutes."
    ),
    text("Everything works with the keyboard alone. The Enter key never hands in the test."),
)
SAVING = (
    text("Every response is saved by itself. The line under the question says when it is on the server."),
    text("“Responses waiting on this device” means: they aren't on the server yet. Go on; they're sent by themselves."),
    text("When the time is up, the test closes and everything that was saved counts as handed in."),
    text(
        "Handing in takes two steps; until the second you can go back. Then the screen shows the number of your "
        "responses and a check code. Note the code: with it anyone can show later that nothing was changed."
    ),
)
FAILURES = (
    text("The network fails: go on working and leave the page open."),
    text("The computer fails: raise your hand. You go on at another one, at the same question, with what you saved."),
    text(
        "Power or server fail for long: you go on with the same questions on paper. Two people type the responses in, "
        "each alone, and the two are compared."
    ),
    text("Time that you lose through no fault of yours is given back; two people at the desk decide on it."),
    text("You feel ill or need a break: raise your hand."),
)
RESULT = (
    text("The test is not added up to a total: each criterion is looked at for itself."),
    text("A criterion that the test didn't confirm isn't failed. The commission comes back to it in the conversation."),
    text("Agreed conditions, such as more time, are set at your seat already. Who judges doesn't see them."),
)


def print_candidate_sheet(head: ExamHead, reader: Reader, made_at: datetime) -> bytes:
    """The sheet as PDF, two pages at most; on appeal it says what the qualification's form says (S9)."""
    say = reader.say
    sections = (
        Section(say(text("Before the test")), points=(*_said(say, BEFORE), _documents(say))),
        Section(
            say(text("What is allowed")),
            points=_said(say, ALLOWED),
            blanks=(say(text("Other aids that are allowed at this exam:")),),
        ),
        Section(say(text("How the test works")), points=_said(say, TEST)),
        Section(say(text("How your responses are saved")), points=_said(say, SAVING)),
        Section(say(text("If something fails")), points=_said(say, FAILURES)),
        _result(say, head.appeal),
    )
    guide = Guide(
        language=reader.language,
        title=say(text("The theory test: sheet for candidates")),
        organisation=head.organisation,
        facts=head_facts(head, reader),
        sections=sections,
        foot=head.title,
        page=page_words(say),
    )
    return write_guide(guide, made_at)


def _said(say: Say, sentences: Sequence[Text]) -> tuple[str, ...]:
    return tuple(map(say, sentences))


def _documents(say: Say) -> str:
    words = ", ".join(map(say, DOCUMENT_WORDS.values()))
    return say(text("A document is one of these: {documents}.", documents=words))


def _result(say: Say, appeal: str) -> Section:
    rule = (f"{appeal.rstrip('.')}.",) if appeal else ()
    return Section(
        say(text("Result and appeal")),
        points=(*_said(say, RESULT), *rule),
        blanks=(say(text("Where and until when to appeal:")),),
    )
