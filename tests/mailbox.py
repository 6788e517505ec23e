"""A real mail server on this machine for tests: it refuses, holds a letter back, and goes away when it's told to."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from exam_server.core.mailing import MailServer

SENDER, OFFICE = "egzaminy@example.org", "biuro@example.org"
TAKEN = "250 OK"


class Mailbox:
    """What arrived; `refusals` are answers by recipient, `reply` is what follows a letter."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refusals: dict[str, str] = {}
        self.reply = TAKEN
        self.arrived = Event()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.arrived.set()
        return self.reply

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]

    def body(self, number: int = -1) -> str:
        return str(self.letters[number].get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def open_mailbox(box: Mailbox, **options: object) -> Iterator[Mailbox]:
    """The server runs until the end of the block; opened again, it's at the same port."""
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def server_at(port: int, **changed: str) -> MailServer:
    given = {"security": "none", "user": "", "password": "", "sender": SENDER, "reply_to": OFFICE, **changed}
    return MailServer("127.0.0.1", port, **given)  # type: ignore[arg-type]


def encrypted(certificate: str, key: str) -> dict[str, object]:
    """What makes a server ask for encryption and a log-in (`konto`, `tajne`) before anything else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"konto", b"tajne")
        return AuthResult(success=right, handled=False)

    return {"tls_context": context, "require_starttls": True, "authenticator": check, "auth_required": True}
