"""The signatures of a PDF, read with pyHanko: a large library and foreign bytes, so only ever in a process apart."""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from asn1crypto.x509 import Certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.form_field_rules import SigFieldCreationRule, SigFieldModificationRule
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from exam_server.core.signatures import Signature, SignedReading, moment_of
from exam_server.formats.signed_question import Question

FORM, FIELDS, FLAGS = NameObject("/AcroForm"), NameObject("/Fields"), NameObject("/SigFlags")
POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule()],  # type: ignore[no-untyped-call]
        ACROFORM_EXEMPT_STRICT_COMPARISON | frozenset([FLAGS]),
    ),
)
"""As pyHanko judges changes after a signature, but a form that holds signature fields may come to be."""


class BadRoot(ValueError):
    """A file of trusted issuers that holds no certificate; the message is its name."""


class _WithForm(HistoricalResolver):
    """The state before the first signature, as if it had a form without fields."""

    @property
    def root(self) -> DictionaryObject:
        """The catalog, with an empty form where it has none."""
        make: Any = DictionaryObject
        return super().root if FORM in super().root else make({**super().root, FORM: make({FIELDS: ArrayObject()})})


def read_signatures(content: bytes, question: Question) -> SignedReading:
    """What the file's signatures show. Raises BadRoot, and whatever pyHanko does for a broken file."""
    roots = [each for name, words in question.roots for each in _load_root(name, base64.b64decode(words))]
    reader = PdfFileReader(BytesIO(content))
    before = PdfFileReader(BytesIO(content[: question.held]))
    found = tuple(_read(each, question, roots) for each in reader.embedded_regular_signatures)
    return SignedReading(found, bool(found) and _adds_only_signatures(reader, before), len(roots))


def _load_root(name: str, content: bytes) -> Iterator[Certificate]:
    try:
        yield from load_certs_from_pemder_data(content)
    except (ValueError, TypeError) as error:
        raise BadRoot(name) from error


def _adds_only_signatures(reader: PdfFileReader, before: PdfFileReader) -> bool:
    """Whether the file goes on from the protocol's own state, and each update after it brings signatures alone.

    A file may begin with the protocol's bytes and yet show other pages, if its last table doesn't lead back to them.
    """
    own, given = before.xrefs, reader.xrefs
    count = own.total_revisions
    if given.total_revisions <= count or any(
        given.get_startxref_for_revision(each) != own.get_startxref_for_revision(each) for each in range(count)
    ):
        return False
    changes = POLICY.review_file(reader, _WithForm(reader, count - 1))
    return isinstance(changes, DiffResult) and changes.modification_level <= ModificationLevel.FORM_FILLING


def _read(each: EmbeddedPdfSignature, question: Question, roots: list[Certificate]) -> Signature:
    signed_at = each.self_reported_timestamp
    moment = moment_of(signed_at, question.made_at, question.now)
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
    status = validate_pdf_signature(each, context, skip_diff=True)
    stamp, certificate = status.timestamp_validity, status.signing_cert
    covered = each.coverage is not None and each.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return Signature(
        signer=_name(certificate.subject.native),
        issuer=_name(certificate.issuer.native),
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=signed_at,
        stamped_at=stamp.timestamp if stamp is not None and stamp.trusted else None,
        holds=bool(status.intact and status.valid and covered),
        draws=_draws(each.sig_field),
        trusted=bool(roots) and status.trusted,
    )


def _name(said: dict[str, Any]) -> str:
    """Never the serial number of a subject: in Poland it's the PESEL."""
    name = said.get("common_name") or said.get("organization_name") or "–"
    return str(name if isinstance(name, str) else name[0])[:200]


def _draws(field: Any) -> bool:
    widgets = (field, *(kid.get_object() for kid in field.get("/Kids", ())))
    return any(_has_area(each.get("/Rect", ())) for each in widgets)


def _has_area(corners: Any) -> bool:
    return len(corners) == 4 and corners[0] != corners[2] and corners[1] != corners[3]
