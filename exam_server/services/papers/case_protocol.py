"""A protocol's record in words for its reader, section by section in the order in which RULES lists its contents."""

import json
from collections.abc import Iterator
from datetime import date, datetime

from exam_server.core.accommodation import describe
from exam_server.core.case_words import METHOD_WORDS, REASON_WORDS, VERDICT_WORDS
from exam_server.core.judging import ASPECT_WORDS
from exam_server.core.protocol import (
    CriterionPart,
    DecisionPart,
    DissentPart,
    EvidencePart,
    FlagWordPart,
    JudgementPart,
    ProtocolRecord,
    ReadingPart,
    RedFlagPart,
)
from exam_server.core.red_flags import FLAG_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.case_protocol import (
    CaseProtocol,
    ProtocolCriterion,
    ProtocolOutcome,
    ProtocolSet,
    write_case_protocol,
)
from exam_server.formats.pdf.guide import Section
from exam_server.formats.plain import to_plain
from exam_server.language import show_day
from exam_server.services.papers.case_meeting import write_meeting, write_room
from exam_server.services.papers.reader import Reader
from exam_server.services.ticket_codes import qr_picture

EDITION_WORDS: dict[str, Text] = {
    "application": text("application to the register"),
    "announcement": text("announcement"),
}
SOURCE_WORDS: dict[str, Text] = {
    "appeal": text("ruling on an appeal"),
    "sitting": text("test"),
    "encounter": text("simulation"),
    "product": text("product of the simulation"),
    "document": text("documents and declarations"),
    "recognition": text("recognised earlier"),
    "conversation": text("conversation"),
}


RATING_LABELS = (
    text("Rating"),
    text("Rating of a member who was replaced later"),
    text("Rating of a recused member, which doesn't count"),
)
JUDGEMENT_LABELS = (
    text("Judgement"),
    text("Judgement of a member who was replaced later"),
    text("Judgement of a recused member, which doesn't count"),
)
READING_LABELS = (
    text("Reading"),
    text("Reading by a member who was replaced later"),
    text("Reading by a member who was recused later"),
)


def _given(labels: tuple[Text, Text, Text], *, counts: bool, replaced: bool) -> Text:
    """How what a member gave is marked (S2): as it is, as a replaced member's, or as one's that doesn't count."""
    return labels[1 if counts and replaced else 0 if counts else 2]


def print_protocol(record: ProtocolRecord, record_hash: str, reader: Reader, made_at: datetime) -> bytes:
    """The protocol as PDF with its record attached. Slow: outside of a transaction."""
    return write_case_protocol(_Words(record, reader).protocol(record_hash), made_at)


class _Words:
    """One record, said to one reader."""

    def __init__(self, record: ProtocolRecord, reader: Reader) -> None:
        self._record, self._reader, self._say = record, reader, reader.say

    def protocol(self, record_hash: str) -> CaseProtocol:
        say, record = self._say, self._record
        return CaseProtocol(
            language=self._reader.language,
            title=say(text("Protocol {number}", number=record.number)),
            organisation=record.body.name,
            facts=tuple(self._facts()),
            summary=self._summary(),
            before=(*write_meeting(record, self._reader), *self._scenarios()),
            sets_title=say(text("Outcomes and criteria")),
            sets=tuple(self._sets()),
            after=(
                *self._recognitions(),
                self._questions(),
                self._conditions(),
                write_room(record, self._reader),
                self._appeal(),
            ),
            signatures_title=say(text("Signatures")),
            signatures=record.signatories,
            signed_at=say(text("date and time")),
            hash_label=say(text("Hash of the record (SHA-256):")),
            record_hash=record_hash,
            head_label=self._head_label(),
            head_hash=record.audit_head.hash if record.audit_head else "",
            qr=qr_picture(f"{record.number} {record_hash}"),
            qr_words=say(text("QR code: number and record hash of this protocol")),
            page=say(text("Page {page} of {pages}", page="{page}", pages="{pages}")),
            attachment=json.dumps(to_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            attachment_words=say(text("The machine-readable record of this protocol")),
        )

    def _head_label(self) -> str:
        head = self._record.audit_head
        if head is None:
            return ""
        label = text("Signed head of the audit trail, {day}, link {link}:", day=head.day, link=head.position)
        return self._say(label)

    def _facts(self) -> Iterator[tuple[str, str]]:
        say, record = self._say, self._record
        qualification, candidate = record.qualification, record.candidate
        # In digits: the first hyphen of the file is then a real one, so that copied ids and hashes keep theirs.
        yield say(text("Issued on")), record.issued_on.isoformat()
        yield say(text("Awarding body")), ", ".join(filter(None, (record.body.name, record.body.seat)))
        yield say(text("Validator")), record.body.validator
        yield say(text("Qualification")), qualification.name
        edition = text(
            "edition {number} ({source})", number=qualification.edition, source=say(EDITION_WORDS[qualification.source])
        )
        yield say(text("Version")), f"{say(edition)}, {qualification.edition_hash[:16]}…"
        yield say(text("Plan")), f"{qualification.plan}, {qualification.plan_hash[:16]}…"
        born = f", {self._day(candidate.born_on)}" if candidate.born_on else ""
        name = f"{candidate.given_names} {candidate.family_name}{born}"
        yield say(text("Candidate")), f"{name} ({candidate.code})"
        if record.scope:
            yield say(text("Set")), f"{record.sets[0].number}: {record.sets[0].name}"
        if record.supersedes:
            yield say(text("Takes the place of")), f"{record.supersedes}: {record.reason}"

    def _summary(self) -> str:
        verdict = self._say(VERDICT_WORDS[self._record.verdict])  # type: ignore[index]
        if self._record.scope:
            return self._say(text("The set: {verdict}.", verdict=verdict))
        return self._say(text("The qualification: {verdict}.", verdict=verdict))

    def _scenarios(self) -> Iterator[Section]:
        say = self._say
        for each in self._record.scenarios:
            departures = "; ".join(each.departures)
            played = ", ".join(f"{one.name} {one.offered}/{one.played}" for one in each.servings if one.offered)
            unplayed = ", ".join(one.name for one in each.servings if not one.offered)
            nothing = say(text("none"))
            yield Section(
                say(text("Scenario {title}", title=each.title)),
                paragraphs=(
                    say(
                        text(
                            "{id}, revision {revision}, SHA-256 {hash}",
                            id=each.id,
                            revision=each.revision,
                            hash=each.hash,
                        )
                    ),
                    say(text("Variant: {variant}", variant=each.variant or nothing)),
                    say(text("Offered and played: {played}", played=played or nothing)),
                    say(text("Not offered: {unplayed}", unplayed=unplayed or nothing)),
                    say(text("Departures from the script: {departures}", departures=departures or nothing)),
                    say(text("Played and prompted by: {names}", names=", ".join(each.players) or nothing)),
                ),
                points=tuple(self._flag(flag) for flag in each.red_flags),
            )

    def _flag(self, flag: RedFlagPart) -> str:
        """The flag, what it comes to, and who said what about it."""
        standing = self._say(next(words for name, words in FLAG_WORDS.items() if name == flag.standing))
        description = flag.description.rstrip(".")
        first = text("Red flag “{flag}”: {standing}.", flag=description, standing=standing)
        return " ".join(self._say(each) for each in (first, *map(_word, flag.words)))

    def _sets(self) -> Iterator[ProtocolSet]:
        for each in self._record.sets:
            outcomes = tuple(
                ProtocolOutcome(
                    f"{outcome.code} {outcome.text}",
                    self._verdict(outcome.verdict),
                    outcome.verdict,
                    tuple(self._criterion(criterion) for criterion in outcome.criteria),
                )
                for outcome in each.outcomes
            )
            yield ProtocolSet(f"{each.number}. {each.name}", self._verdict(each.verdict), each.verdict, outcomes)

    def _criterion(self, each: CriterionPart) -> ProtocolCriterion:
        decision = each.decision
        words = self._say(text("not decided"))
        if decision is not None:
            words = self._verdict(decision.verdict, decision.open_reason)
        mark = decision.verdict if decision else "open"
        return ProtocolCriterion(each.code, each.text, words, mark, tuple(self._lines(each)))

    def _lines(self, each: CriterionPart) -> Iterator[tuple[str, str]]:
        say = self._say
        for rating in each.ratings:
            level = say(text("no opportunity")) if rating.level is None else str(rating.level)
            yield (
                say(_given(RATING_LABELS, counts=rating.counts, replaced=rating.replaced)),
                f"{rating.member}: {level}. {rating.justification}",
            )
        if each.ratings:
            agreed = say(text("no opportunity")) if each.agreed_level is None else str(each.agreed_level)
            yield say(text("Agreed level")), agreed
        for one in each.dissents:
            given = "" if one.level is None else f" {one.level}."
            yield say(text("Dissent")), f"{one.member}:{given} {one.words}"
        for judgement in each.judgements:
            yield self._judgement(judgement)
        for reading in each.readings:
            yield from self._reading(reading)
        for record in each.evidence:
            yield say(text("Evidence")), self._evidence(record)
        if each.decision is not None:
            yield from self._decision(each.decision)

    def _day(self, day: date) -> str:
        return show_day(day, self._reader.language)

    def _part(self, part: str) -> str:
        words = text("part {part}", part=part)
        return f", {self._say(words)}" if part else ""

    def _judgement(self, each: JudgementPart) -> tuple[str, str]:
        say = self._say
        answers = "; ".join(
            f"{say(ASPECT_WORDS[one.aspect])}: {say(text('yes') if one.holds else text('no'))} ({one.why})"
            for one in each.answers
        )
        part = self._part(each.part)
        return say(
            _given(JUDGEMENT_LABELS, counts=each.counts, replaced=each.replaced)
        ), f"{each.member}, {each.piece}{part}: {answers}"

    def _reading(self, each: ReadingPart) -> Iterator[tuple[str, str]]:
        say = self._say
        for marker in each.markers:
            label = _given(READING_LABELS, counts=not marker.left, replaced=marker.replaced)
            given = (f"{level} ({reason})" if reason else str(level) for level, reason in
                     zip(marker.levels, marker.reasons, strict=True))  # fmt: skip
            yield say(label), f"{each.code}, {marker.member}: {'; '.join(given)}"
        settled = text("by agreement of two") if each.by_rule == "agreement" else text("by the middle level of three")
        yield say(text("Levels of the text")), f"{each.code}: {'; '.join(map(str, each.levels))}, {say(settled)}"

    def _evidence(self, each: EvidencePart) -> str:
        method = self._say(METHOD_WORDS[each.method])  # type: ignore[index]
        source = self._say(SOURCE_WORDS.get(each.source_kind, text("document")))
        part = self._part(each.part)
        verdict = self._verdict(each.verdict, each.open_reason)
        at = self._reader.show_time(each.recorded_at)
        return f"{method} ({source}){part}: {verdict}, {at}, {each.source_hash[:12]}…"

    def _decision(self, each: DecisionPart) -> Iterator[tuple[str, str]]:
        say = self._say
        at = self._reader.show_time(each.confirmed_at)
        who = text("proposed by {proposer}, confirmed by {confirmer}, {at}",
                   proposer=each.proposed_by, confirmer=each.confirmed_by, at=at)  # fmt: skip
        yield say(text("Decision")), say(who)
        if each.reason:
            yield say(text("Reason")), each.reason
        for one in each.dissent:
            yield say(text("Dissent")), self._dissent(one)
        if each.supersedes:
            yield say(text("Changes decision")), each.supersedes

    def _dissent(self, each: DissentPart) -> str:
        return f"{each.member}: {self._verdict(each.verdict)}. {each.reason}"

    def _verdict(self, verdict: str, reason: str | None = None) -> str:
        words = self._say(VERDICT_WORDS[verdict])  # type: ignore[index]
        return f"{words}: {self._say(REASON_WORDS[reason])}" if reason else words  # type: ignore[index]

    def _recognitions(self) -> Iterator[Section]:
        """What was recognised earlier (L9), where something was."""
        points = tuple(
            f"{each.code} ({', '.join(each.criteria)}): {each.basis}, {self._day(each.issued_on)}. "
            + self._say(
                text(
                    "proposed by {proposer}, confirmed by {confirmer}, {at}",
                    proposer=each.proposed_by,
                    confirmer=each.confirmed_by,
                    at=self._reader.show_time(each.confirmed_at),
                )
            )
            for each in self._record.recognitions
        )
        if points:
            yield Section(self._say(text("Recognised earlier, not verified again")), points=points)

    def _questions(self) -> Section:
        say = self._say
        points = tuple(
            f"{each.criterion}{'.' + each.part if each.part else ''}: {each.question} – {each.heard} "
            f"({each.noted_by}, {self._reader.show_time(each.noted_at)})"
            + "".join(f" {say(text('Dissent'))}: {self._dissent(one)}" for one in each.dissent)
            for each in self._record.questions
        )
        return Section(say(text("Questions of the conversation")), points=points or (say(text("none")),))

    def _conditions(self) -> Section:
        words = describe(self._record.accommodation) or (text("none"),)
        return Section(self._say(text("Accommodations")), points=tuple(map(self._say, words)))

    def _appeal(self) -> Section:
        say, appeal = self._say, self._record.appeal
        until = text(
            "An appeal to the awarding body may be made at every stage, in writing, within {days} days of being told "
            "the result: if that is the day of this protocol, until {until}.",
            days=appeal.days,
            until=appeal.until,
        )
        return Section(
            say(text("How and until when to appeal")), paragraphs=tuple(filter(None, (say(until), appeal.text)))
        )


def _word(word: FlagWordPart) -> Text:
    if not word.counts:
        return text("{name} (recused, doesn't count): {note}", name=word.member, note=word.note or "–")
    if word.seen:
        return text("{name} saw it: {note}", name=word.member, note=word.note)
    return text("{name} didn't see it.", name=word.member)
