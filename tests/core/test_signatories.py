"""A protocol is signed by its members, each by a certificate in their own name; nobody else's signature counts (L19)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.signatures import Signature, match_signers

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
NAMES = st.sampled_from(["Anna Nowak", "Anna Maria Nowak", "Maria Nowak", "Łukasz Żak-Mazur", "Ewa Kot"])


def signed(signer: str, serial: int = 0) -> Signature:
    since = NOW - timedelta(days=1 + serial)
    return Signature(signer, "Urząd", since, NOW + timedelta(days=1), NOW, None, True, False, True)


def words(name: str) -> set[str]:
    return set(name.casefold().replace("-", " ").split())


@pytest.mark.rule("L19")
@given(st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4))
def test_as_many_have_signed_as_certificates_can_be_given_to_members_of_their_name(
    members: list[str], signers: list[str]
) -> None:
    found = match_signers(members, [signed(each, number) for number, each in enumerate(signers)])
    padded = [*signers, *[""] * len(members)]
    best = max(
        sum(words(name) <= words(given) for name, given in zip(members, order, strict=False) if given)
        for order in permutations(padded, len(members))
    )
    assert len(found) == best


@pytest.mark.rule("L19")
@pytest.mark.parametrize(
    "signer", ["ŻAK-MAZUR ŁUKASZ", "Lukasz Zak-Mazur", "dr Łukasz Jan Żak-Mazur PNOPL-80010112345"]
)
def test_a_certificate_names_a_member_in_any_order_with_more_words_and_without_marks(signer: str) -> None:
    assert match_signers(["Ewa Kot", "Łukasz Żak-Mazur"], [signed(signer)]) == {1}


@pytest.mark.rule("L19")
def test_nobody_signs_for_two_and_strangers_sign_for_nobody() -> None:
    twice = [signed("Anna Nowak"), signed("Anna Nowak")]
    assert len(match_signers(["Anna Nowak", "Anna Nowak"], twice)) == 1
    assert len(match_signers(["Anna Nowak", "Anna Nowak"], [signed("Anna Nowak"), signed("Anna Nowak", 1)])) == 2
    assert not match_signers(["Ewa Kot", "Anna Nowak"], [signed("Jan Kot"), signed("Ewa Nowak"), signed("Anna")])
