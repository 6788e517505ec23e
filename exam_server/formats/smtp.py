"""Handing a letter to a mail server by SMTP (RFC 5321): plain text, with the same Message-ID at every try."""

import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

from exam_server.core.mailing import Letter, MailServer
from exam_server.core.notices import Posted, PostStep

STEP_SECONDS = 20
"""For one answer of the server."""
WRITTEN = policy.SMTP.clone(cte_type="7bit")


def post(server: MailServer, letter: Letter) -> Posted:
    """Hand a letter over; never raises for what the server or the network does."""
    try:
        content, to = write_letter(server, letter)
    except (ValueError, IndexError, MessageError):
        return Posted("address")
    posting = _Posting(server)
    try:
        posting.hand_over(to, content)
    except smtplib.SMTPResponseException as error:
        return Posted(posting.step, error.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Posted(posting.step)
    finally:
        posting.leave()
    return Posted()


def write_letter(server: MailServer, letter: Letter) -> tuple[bytes, str]:
    """The message as it's sent, and the address with its domain in ASCII. Raises ValueError for what is no address."""
    name, _, domain = letter.to.rpartition("@")
    to = Address(addr_spec=f"{name}@{domain.encode('idna').decode('ascii')}").addr_spec
    to.encode("ascii")
    message = EmailMessage(policy=WRITTEN)
    message["From"] = Address(letter.sender_name, addr_spec=server.sender)
    message["To"] = to
    if server.reply_to:
        message["Reply-To"] = server.reply_to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{letter.id}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message.as_bytes(), to


class _Posting:
    """One conversation with the server; `step` says how far it came."""

    def __init__(self, server: MailServer) -> None:
        self.step: PostStep = "connect"
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, to: str, content: bytes) -> None:
        """Raises OSError or smtplib.SMTPException at the step that failed."""
        server = self._server
        smtp = self._smtp = self._connect()
        if server.security == "starttls":
            self.step = "encrypt"
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if server.user:
            self.step = "log_in"
            smtp.login(server.user, server.password)
        self.step = "sender"
        _require(smtp.mail(server.sender))
        self.step = "recipient"
        _require(smtp.rcpt(to))
        self.step = "content"
        _require(smtp.data(content))

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security != "tls":
            smtp = smtplib.SMTP(server.host, server.port, timeout=STEP_SECONDS)
        else:
            try:
                context = ssl.create_default_context()
                smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=STEP_SECONDS, context=context)
            except ssl.SSLError:
                self.step = "encrypt"
                raise
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def leave(self) -> None:
        """A server that doesn't say goodbye has taken the letter all the same."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()


def _require(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if not 200 <= code <= 299:
        raise smtplib.SMTPResponseException(code, words)
