"""The certificate of a qualification: the fields that the act lists, and a QR code that leads to its confirmation."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import ARCHIVED, typeset


@dataclass(frozen=True)
class CertificateSheet:
    """Everything that stands on it, in words; `qr` is an SVG, `marks` say of a copy what it is."""

    language: str
    document: str
    number: str
    body: str
    holder_label: str
    holder: str
    born: str
    qualification_label: str
    qualification: str
    prk_label: str
    prk_level: str
    validity_label: str
    validity: str
    issued: str
    issued_label: str
    signatory: str
    signatory_label: str
    qr: str
    qr_words: str
    check: str
    address: str
    marks: tuple[str, ...] = ()


def write_certificate(sheet: CertificateSheet, made_at: datetime) -> bytes:
    """The certificate as PDF/UA-1 and PDF/A-3a. Slow: outside of a transaction.

    Raises NotShown: a name that only its numbers in Unicode could spell is no name on a certificate.
    """
    return typeset("certification.typ", sheet, made_at, ARCHIVED, verbatim=True)
