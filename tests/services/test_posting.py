"""Letters are posted by a process of its own to a real mail server, and every way of going wrong has its name."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.mailing import Letter, MailServer
from exam_server.core.notices import Posted
from exam_server.formats import smtp
from exam_server.services.certificates import make_certificate
from exam_server.services.posting_apart import Postman
from tests.mailbox import OFFICE, SENDER, Mailbox, encrypted, free_port, open_mailbox, server_at, silent_server

LETTER = Letter(
    UUID(int=7), "klara@example.org", "Izba Herbaciana, Łódź", "Wynik czeka", "Dzień dobry,\n\n.kropka\n", "pl"
)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with open_mailbox(Mailbox(free_port())) as opened:
        yield opened


def post(server: MailServer, letter: Letter = LETTER) -> Posted:
    with Postman(server) as postman:
        return postman.post(letter)


def to(address: str) -> Letter:
    return Letter(LETTER.id, address, LETTER.sender_name, LETTER.subject, LETTER.body, "pl")


def test_a_letter_arrives_as_plain_text_with_a_name_of_its_own(box: Mailbox) -> None:
    assert post(server_at(box.port)) == Posted()
    (letter,) = box.letters
    assert letter.get_content_type() == "text/plain"
    assert box.body().splitlines() == LETTER.body.splitlines()
    sent = {name: str(letter[name]) for name in ("From", "To", "Reply-To", "Subject", "Content-Language", "Message-ID")}
    assert sent == {
        "From": f'"Izba Herbaciana, Łódź" <{SENDER}>',
        "To": "klara@example.org",
        "Reply-To": OFFICE,
        "Subject": "Wynik czeka",
        "Content-Language": "pl",
        "Message-ID": f"<{LETTER.id}@example.org>",
    }
    assert (letter["Auto-Submitted"], box.recipients) == ("auto-generated", ["klara@example.org"])


def test_one_process_posts_many_and_each_answer_is_its_own(box: Mailbox) -> None:
    box.refusals = {"nikt@example.org": "550 no such user", "pelna@example.org": "452 mailbox full"}
    with Postman(server_at(box.port)) as postman:
        answers = [postman.post(to(f"{name}@example.org")) for name in ("nikt", "klara", "pelna", "jan")]
    assert answers == [Posted("recipient", 550), Posted(), Posted("recipient", 452), Posted()]
    assert box.recipients == ["klara@example.org", "jan@example.org"]


@pytest.mark.parametrize("address", ["zażółć@example.org", "a@b@c.pl", 'a"@example.org', "a,b@example.org", "x@…pl"])
def test_what_is_no_address_is_never_sent(box: Mailbox, address: str) -> None:
    assert post(server_at(box.port), to(address)) == Posted("address")
    assert box.letters == []


def test_an_address_in_polish_letters_after_the_at_is_sent_in_ascii(box: Mailbox) -> None:
    assert post(server_at(box.port), to("jan@żółw.pl")) == Posted()
    assert box.recipients == ["jan@xn--w-uga1v8h.pl"]


def test_a_letter_that_the_server_refuses_after_all_is_named(box: Mailbox) -> None:
    box.reply = "554 looks like spam"
    assert post(server_at(box.port)) == Posted("content", 554)


def test_without_a_server_or_with_one_that_is_silent_the_letter_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(server_at(free_port())) == Posted("connect")
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.2)
    with silent_server() as port:
        assert smtp.post(server_at(port), LETTER) == Posted("connect")


def test_encryption_and_log_in_are_never_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: Mailbox
) -> None:
    assert post(server_at(box.port, security="starttls")) == Posted("encrypt")
    assert box.letters == []
    made = make_certificate(tmp_path, "127.0.0.1", {"127.0.0.1", "localhost"}, datetime.now(UTC))
    authority = tmp_path / "tls" / "authority.pem"
    with open_mailbox(Mailbox(free_port()), **encrypted(str(made.certificate), str(made.key))) as guarded:
        right = server_at(guarded.port, security="starttls", user="konto", password="tajne")
        wrong = server_at(guarded.port, security="starttls", user="konto", password="inne")
        assert post(right) == Posted("encrypt")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert post(wrong) == Posted("log_in", 535)
        assert guarded.letters == []
        assert post(right) == Posted()
        assert len(guarded.letters) == 1


def test_a_posting_process_that_dies_is_replaced(box: Mailbox) -> None:
    with Postman(server_at(box.port)) as postman:
        assert postman.post(LETTER) == Posted()
        process = postman._process
        assert process is not None
        process.kill()
        process.wait()
        assert postman.post(LETTER) == Posted("connect")
        assert postman.post(LETTER) == Posted()
    assert len(set(box.ids)) == 1
