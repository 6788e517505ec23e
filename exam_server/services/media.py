"""Pictures of the bank: filed once by the hash of their bytes, found again by hash or name."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.core.words import slug
from exam_server.formats.image import Picture
from exam_server.formats.picture_names import FOLDER, free_name
from exam_server.formats.richtext import MEDIA_ID, Media, Shown
from exam_server.services.reading_apart import read_picture_apart
from exam_server.services.work import Work
from exam_server.store import media as store
from exam_server.store.tables import MediaRow

ADDRESS = f"/{FOLDER}/"
"""Where pages load pictures: this and the hash. It stands in cleaned HTML, so it stays."""
NOT_TAKEN = text("The picture wasn't taken.")
ESCAPED = re.compile(r"[\\\[\]<>&*_`]")


@dataclass(frozen=True)
class TakenPicture:
    """A picture that was just filed: what an author writes to show it, and how the page shows it now."""

    markdown: str
    address: str
    width: int
    height: int


def file_pictures(work: Work, pictures: Mapping[str, Picture]) -> dict[str, str]:
    """File pictures (`media/name.png` → picture); gives for each one's id the id that it's filed under.

    A file that was filed before, as its author brought it or as an export wrote it, is the same picture again, even
    where another version of the encoder would paint it differently now.
    """
    if not pictures:
        return {}
    work.record()
    hashes = {each for picture in pictures.values() for each in (picture.digest, picture.source_hash)}
    rows = store.list_media(work.session, work.organisation_id, hashes)
    known = {row.source_hash: row.content_hash for row in rows} | {row.content_hash: row.content_hash for row in rows}
    taken = set(store.list_media_names(work.session, work.organisation_id))
    filed: dict[str, str] = {}
    for path, picture in sorted(pictures.items()):
        digest = known.get(picture.source_hash) or known.get(picture.digest)
        if digest is None:
            digest = known[picture.digest] = picture.digest
            name = free_name(PurePath(path).stem, picture.media_type, taken.__contains__)
            taken.add(name)
            _add(work, name, picture)
        filed[picture.id] = f"media:{digest}"
    work.session.flush()
    return filed


def _add(work: Work, name: str, picture: Picture) -> None:
    row = MediaRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        content_hash=picture.digest,
        source_hash=picture.source_hash,
        name=name,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content=picture.content,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("bank.picture.filed", row.id, content=picture.digest, bytes=len(picture.content))


def take_picture(work: Work, file_name: str, content: bytes, description: str) -> TakenPicture:
    """File a picture that an author brings. Raises Refused where it's unfit or has no description."""
    if not description.strip():
        why = text("It has no description: who can't see it would have no item.")
        raise Refused(NOT_TAKEN, why, text("Say in words what it shows, and choose the file again."))
    if not content:
        raise Refused(NOT_TAKEN, text("No file was chosen."), text("Choose a file. Your text is kept below."))
    picture, problems = read_picture_apart(content)
    if picture is None:
        raise Refused(NOT_TAKEN, problems[0].message, text("Choose another file. Your text is kept below."))
    stem = slug(PurePath(file_name).stem)[:60].strip("-") or "picture"
    media_id = file_pictures(work, {f"{FOLDER}/{stem}": picture})[picture.id]
    words = ESCAPED.sub(r"\\\g<0>", " ".join(description.split()))
    address = ADDRESS + media_id.removeprefix("media:")
    return TakenPicture(f"![{words}]({names_of(work, [media_id])[media_id]})", address, picture.width, picture.height)


def get_picture(work: Work, media_id: str) -> Picture:
    """The picture that `![…](media:<SHA-256>)` in an item's or a shared case's text names; NotFound for any other id.

    For whoever embeds pictures elsewhere than on a page, such as the paper twin of a test form: take the ids out of a
    text with `formats.richtext.media_sources`, and give the typesetter `content` (PNG, JPEG or WebP by `media_type`)
    with the description from the Markdown as alternative text. Who may see it is the caller's to check.
    """
    row = store.find_media(work.session, work.organisation_id, media_id.removeprefix("media:"))
    if row is None:
        raise NotFound(media_id)
    return Picture(f"media:{row.content_hash}", row.content, row.media_type, row.width, row.height, row.source_hash)


def known_pictures(work: Work) -> dict[str, str]:
    """The media id of every filed picture by its path (`media/name.png`): what an author's text may name."""
    names = store.list_media_names(work.session, work.organisation_id)
    return {f"{FOLDER}/{name}": f"media:{digest}" for name, digest in names.items()}


def names_of(work: Work, ids: Collection[str]) -> dict[str, str]:
    """The path (`media/name.png`) of filed pictures by their media id."""
    return {f"media:{row.content_hash}": f"{FOLDER}/{row.name}" for row in _rows(work, ids)}


def ids_in(texts: Iterable[str]) -> set[str]:
    """Every media id that stands in some texts, or in their cleaned HTML under its address."""
    return {found for words in texts for found in MEDIA_ID.findall(words)}


def shown_media(work: Work, texts: Iterable[str]) -> Media:
    """How the pictures of some Markdown texts are shown: address and size. Raises Refused where one isn't filed."""
    wanted = ids_in(texts)
    rows = {f"media:{row.content_hash}": row for row in _rows(work, wanted)}
    if missing := sorted(wanted - rows.keys()):
        why = text("The bank has no usable picture {source}.", source=missing[0])
        raise Refused(text("The texts can't be filed."), why, text("File the picture first."))
    shown = {id_: Shown(ADDRESS + row.content_hash, row.width, row.height) for id_, row in rows.items()}
    return shown.get


def _rows(work: Work, ids: Collection[str]) -> list[MediaRow]:
    digests = {each.removeprefix("media:") for each in ids}
    if not digests:
        return []
    rows = store.list_media(work.session, work.organisation_id, digests)
    return [row for row in rows if row.content_hash in digests]
