"""A database on another machine is reached over TLS with its certificate looked at, or not at all."""

import pytest

from exam_server.core.database_address import is_open_to_listeners


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////srv/exam.sqlite",
        "postgresql:///exam",
        "postgresql://exam:x@localhost/exam",
        "postgresql+psycopg://exam:x@127.0.0.1:5433/exam",
        "postgresql://exam:x@[::1]/exam",
        "postgresql://exam@/exam?host=/var/run/postgresql",
        "postgresql://exam@/exam?host=localhost:5433",
        "postgresql://exam:x@db.example.org/exam?sslmode=verify-full",
        "postgresql://exam:x@db.example.org/exam?sslrootcert=/etc/ca.pem&sslmode=verify-ca",
    ],
)
def test_this_machine_and_a_checked_certificate_are_taken(address: str) -> None:
    assert not is_open_to_listeners(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://exam:x@db.example.org/exam",
        "postgresql://exam:x@10.0.0.7/exam",
        "postgresql://exam:x@[2001:db8::7]/exam?sslmode=require",
        "postgresql+psycopg://exam:x@db.example.org/exam?sslmode=prefer",
        "postgresql://exam:x@/exam?host=db.example.org",
        "postgresql://exam:x@localhost/exam?host=localhost:5432&host=db.example.org:5432",
        "postgresql://exam:x@localhost/exam?hostaddr=10.0.0.7",
        "postgresql://exam:x@db.example.org/exam?sslmode=verify-full&sslmode=disable",
    ],
)
def test_another_machine_without_it_isnt(address: str) -> None:
    assert is_open_to_listeners(address)
