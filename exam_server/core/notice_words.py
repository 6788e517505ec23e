"""What notices say: that there is news and where to read it; never a result, a name, an exam or a reason."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from exam_server.core.notices import NoticeKind, NoticeState, PostStep
from exam_server.core.text import Text, text


class NoticeWords(NamedTuple):
    """A kind's name in lists, the letter's subject, and its first sentences."""

    name: Text
    subject: Text
    news: Text


NOTICE_WORDS: Mapping[NoticeKind, NoticeWords] = MappingProxyType(
    {
        "enrolment_received": NoticeWords(
            text("enrolment received"),
            text("Your enrolment has arrived"),
            text("Your enrolment has arrived. The office looks at it, and you'll hear from it."),
        ),
        "enrolment_confirmed": NoticeWords(
            text("enrolment confirmed"),
            text("Your enrolment is confirmed"),
            text("The office has confirmed your enrolment."),
        ),
        "enrolment_declined": NoticeWords(
            text("enrolment declined"),
            text("The office has looked at your enrolment"),
            text("The office couldn't confirm your enrolment. It tells you why, and what you can do."),
        ),
        "planned": NoticeWords(
            text("place and time"),
            text("Place and time: there is news"),
            text("A place and time were planned for you, or have changed. Look at them before you set out."),
        ),
        "to_complete": NoticeWords(
            text("something to complete"),
            text("Something is still needed from you"),
            text("The office needs something from you: data, a consent or a document."),
        ),
        "result_released": NoticeWords(
            text("result released"),
            text("A result waits for you"),
            text("A result waits for you. Until when and how to appeal stands beside it."),
        ),
        "appeal_received": NoticeWords(
            text("appeal received"),
            text("Your appeal has arrived"),
            text("Your appeal has arrived. You'll hear when it's decided."),
        ),
        "appeal_ruled": NoticeWords(
            text("appeal decided"),
            text("Your appeal is decided"),
            text("Your appeal is decided. The decision with its reasons waits for you."),
        ),
        "certificate_ready": NoticeWords(
            text("certificate ready"),
            text("A document waits for you"),
            text("A document was made out for you. How to get it stands in your case."),
        ),
        "factor_added": NoticeWords(
            text("new way to log in"),
            text("Your account: a new way to log in"),
            text(
                "An authenticator app or a passkey was added to your account. If it wasn't you, change your password"
                " and tell the administrator now."
            ),
        ),
        "factor_reset": NoticeWords(
            text("second factor reset"),
            text("Your account: the second factor was reset"),
            text(
                "Two people of the awarding body have reset the second factor of your account, and all your log-ins"
                " have ended. If you know nothing of it, tell the administrator now."
            ),
        ),
    }
)
GREETING = text("Good day,")
WHERE = text("Log in and read more: {address}")
WITHOUT_ACCOUNT = text(
    "If you have no account, ask the office: by telephone, in person, or as an answer to this message."
)
CLOSING = text("This message was sent by a machine and says nothing confidential on purpose.")
TEST_SUBJECT = text("A test message of the exam server")
TEST_NEWS = text("If you read this, the exam server can send messages.")

STATE_WORDS: Mapping[NoticeState, Text] = MappingProxyType(
    {
        "waiting": text("waits to be sent"),
        "sent": text("sent"),
        "refused": text("refused by the mail server"),
        "unaddressed": text("no address"),
        "expired": text("not sent in time"),
    }
)
TROUBLE_WORDS: Mapping[PostStep, tuple[Text, Text]] = MappingProxyType(
    {
        "connect": (
            text("The mail server can't be reached, or doesn't answer."),
            text("Check mail_host, mail_port and the network; a firewall may stand between."),
        ),
        "encrypt": (
            text("No encrypted connection to the mail server comes about."),
            text("Check mail_security (starttls or tls) and mail_port, and whether the server's certificate is valid."),
        ),
        "log_in": (
            text("The mail server doesn't let the exam server log in."),
            text("Check mail_user and the file with the password."),
        ),
        "sender": (
            text("The mail server doesn't take messages from this sender."),
            text("Check mail_from: many servers take only the address of the account that logs in."),
        ),
        "address": (
            text("This isn't an address that a message can be sent to."),
            text("Correct the person's address, then try again."),
        ),
        "recipient": (
            text("The mail server doesn't take messages for this address."),
            text("Ask the person for another address, correct it, then try again."),
        ),
        "content": (
            text("The mail server took the address but not the message."),
            text("Ask whoever runs the mail server why; then try again."),
        ),
    }
)
"""What a try met, and what to do about it."""
