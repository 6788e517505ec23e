"""A certificate in Polish words, as the act asks for it, whatever language its office works in (L1)."""

from datetime import date, datetime

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.pdf.certification import CertificateSheet, write_certificate
from exam_server.formats.pdf.typesetting import NotShown
from exam_server.language import CONTENT_LANGUAGE, say, show_day
from exam_server.services.certificate_making import Printable
from exam_server.services.ticket_codes import qr_picture


def print_certificate(printed: Printable, address: str, made_at: datetime) -> bytes:
    """The file of a certificate; `address`: of the public page, where its number and its token are confirmed.

    Slow: outside of a transaction. Raises Refused where a name can't be printed as it's written.
    """
    try:
        return write_certificate(_fill_in(printed, address), made_at)
    except NotShown as lacking:
        raise _refuse_unprintable(str(lacking)) from None


def _fill_in(printed: Printable, address: str) -> CertificateSheet:
    return CertificateSheet(
        language=CONTENT_LANGUAGE,
        document=printed.document.capitalize(),
        number=_say(text("No. {number}", number=printed.cited)),
        body=f"{printed.body}, {printed.seat}",
        holder_label=_say(text("It is certified that")),
        holder=f"{printed.given_names} {printed.family_name}",
        born=_say(text("born on {day}", day=write_day(printed.born_on))),
        qualification_label=_say(text("holds the market qualification")),
        qualification=printed.qualification,
        prk_label=_say(text("Polish Qualifications Framework, level")),
        prk_level="" if printed.prk_level is None else str(printed.prk_level),
        validity_label=_say(text("Validity of the certificate:")) if printed.validity else "",
        validity=printed.validity,
        issued=f"{printed.place}, {write_day(printed.issued_on)}",
        issued_label=_say(text("place and date of issue")),
        signatory=printed.signatory,
        signatory_label=_say(text("name and signature of the authorised person")),
        qr=qr_picture(f"{address}/{printed.token}"),
        qr_words=_say(text("QR code: the page that confirms this certificate")),
        check=_say(text("Anybody may check this certificate by this code, or by its number and the day of birth:")),
        address=address,
        marks=tuple(_marks(printed)),
    )


def _refuse_unprintable(signs: str) -> Refused:
    return Refused(
        text("The certificate wasn't made."),
        text(
            "No font has these characters of its names: {signs}.",
            signs=", ".join(map(_spell, signs)),
        ),
        text("Write names and places in Latin letters, as an identity document does."),
    )


def _spell(sign: str) -> str:
    number = f"U+{ord(sign):04X}"
    return f"{sign} ({number})" if sign.isprintable() else number


def write_day(day: date) -> str:
    """As Polish documents write a day."""
    return f"{show_day(day, CONTENT_LANGUAGE)} r."


def _marks(printed: Printable) -> list[str]:
    found = []
    if printed.replaces:
        found.append(_say(text("Issued in the place of certificate {number}", number=printed.replaces)))
    if printed.duplicated_on is not None:
        found.append(_say(text("DUPLICATE, issued on {day}", day=write_day(printed.duplicated_on))))
    return found


def _say(words: Text) -> str:
    return say(words, CONTENT_LANGUAGE)
