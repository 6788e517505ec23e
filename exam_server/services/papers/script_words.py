"""The words of the invigilator's script: what to do when, what to say, and what to do if something happens."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from exam_server.core.incidents import IncidentCode
from exam_server.core.text import Text, text

# Minutes from the planned start; the templates may name {seats}.
BEFORE: Sequence[tuple[int, Text]] = (
    (
        -60,
        text(
            "Room and equipment: power, network, computers, light and air, paper and pens. Sign the list in the "
            "session's protocol (S7). Keep the sealed paper twins and this script at hand."
        ),
    ),
    (
        -45,
        text("Log in at the desk and open this exam. Seats on the board: {seats}. Put each seat card on its table."),
    ),
    (
        -30,
        text(
            "Let the candidates in. Compare face and name with the document, choose its kind, and admit. Never write "
            "down a number. Who has no valid document isn't admitted; note it."
        ),
    ),
    (
        -10,
        text(
            "Close the door. Read out the first text. Answer questions about how the test works, never about what it "
            "asks."
        ),
    ),
    (
        0,
        text(
            "Open the test at the desk: the clocks of all who are admitted start at once. Read out the second text. "
            "Who is admitted later is started by the same button."
        ),
    ),
)
DURING = (
    text(
        "One person stays at the board, another in the room. The board is at most two seconds behind; silence of up "
        "to half a minute is no reason to act."
    ),
    text("The screens say when half of the time is left, and ten, five and one minutes. Say nothing then."),
    text(
        "A remark on a question: note the seat and the question's number as an incident. Never explain a question; "
        "if it's wrong, the office decides afterwards, for all alike."
    ),
    text(
        "Pauses, time back, another computer, ending: each act at the desk asks for a reason. Time given back is "
        "proposed by one person and confirmed by another (P7)."
    ),
)
# Minutes from the last end.
AFTER: Sequence[tuple[int, Text]] = (
    (
        0,
        text(
            "Read out the third text. Nobody leaves before the screen shows the receipt, and no browser is closed "
            "while it says that responses are waiting."
        ),
    ),
    (5, text("Collect seat cards, note sheets and papers; have everybody sign the attendance list.")),
    (10, text("Close the exam at the desk. Print the session's protocol, read it, complete it by hand, and sign it.")),
)
# Headings with words to be read out; they may name {minutes} and {questions}.
ALOUD: Sequence[tuple[Text, Text]] = (
    (
        text("First text, before the test"),
        text(
            "Good morning. In a moment we begin the theory test. It has {questions} questions and takes {minutes} "
            "minutes; if other conditions were agreed with you, they're set at your seat. Please switch off and put "
            "away your phones and watches. Your responses are saved by themselves. If anything fails or you feel "
            "unwell, raise your hand and stay seated; time that you lose through no fault of yours is given back."
        ),
    ),
    (
        text("Second text, at the start"),
        text("The test is open. Please begin. I wish you a calm and successful test."),
    ),
    (
        text("Third text, at the end"),
        text(
            "The time is up. Please look at your screen: it shows your receipt. Note its check code if you like. If "
            "it says that responses are waiting, leave the page open and raise your hand. Please sign the list before "
            "you leave."
        ),
    ),
)
INCIDENTS: Mapping[IncidentCode, Text] = MappingProxyType(
    {
        "power_cut": text("Note the time. Everybody stays seated. After ten minutes without power go over to paper."),
        "network_outage": text("Let everybody go on: responses wait on the devices. Close and reload nothing."),
        "server_outage": text("Let everybody go on. Call the technician. After ten minutes go over to paper."),
        "computer_fault": text("Move the candidate to another computer at the desk; the same ticket opens it."),
        "exam_browser": text("Read what the screen says failed. The desk can exempt this seat with a reason."),
        "disturbance": text("End it. If it took longer than a minute, propose time back for the seats concerned."),
        "evacuation": text("Pause all, leave everything, lead everybody out. Nobody talks about the test."),
        "illness": text("Call for help first. Pause the seat. The candidate decides whether to go on."),
        "left_room": text("Pause the seat only for an agreed break. One person at a time, accompanied."),
        "item_query": text("Note seat and question. Don't explain and don't correct."),
        "unauthorised_aid": text("Take it until the end, with a witness. The desk decides whether the test is ended."),
        "communication": text("Warn once, quietly. The second time the desk decides."),
        "identity_doubt": text("Ask for another document. Without one the candidate isn't admitted."),
        "desk_mistake": text("Say it, put it right, note it. Time lost is given back."),
        "other": text("Write down what happened, when, at which seat, and who saw it."),
    }
)
PAPER = (
    text(
        "Decide it together with the office, and note the time. Say: “We go on on paper. Leave the computer as it is.”"
    ),
    text(
        "Give each candidate the paper of their own seat: compare seat and code with the seat card. Agreed conditions "
        "hold on paper too."
    ),
    text("Write the time of the start on the cover; the time left is what the screen or the board showed last."),
    text("At the end write the time and take each paper against a signature. Count the papers and seal them."),
    text(
        "When the server runs again, declare at the desk which seats wrote on paper, with the reason. Two people then "
        "type the responses in, each alone."
    ),
)
BLANKS = (
    text("Technician:"),
    text("Office of the awarding body:"),
    text("Building and fire safety:"),
    text("First aid in the building:"),
)
