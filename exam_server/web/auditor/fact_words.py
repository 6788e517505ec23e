"""What the trail's facts are called and say, in words for auditors; the tags and keys stay the trail's own names."""

from collections.abc import Mapping
from typing import Any

from exam_server.core.appeal_ruling import OUTCOME_WORDS
from exam_server.core.case_words import VERDICT_WORDS
from exam_server.core.conditions import POLICY_WORDS as CONDITION_WORDS
from exam_server.core.consents import CONSENT_WORDS
from exam_server.core.delivery.compensation import CAUSE_WORDS
from exam_server.core.delivery.endings import ENDING_WORDS
from exam_server.core.delivery.sitting import STATE_WORDS
from exam_server.core.export_words import COLUMN_WORDS
from exam_server.core.fees import FEE_WORDS
from exam_server.core.identity import REFUSAL_WORDS
from exam_server.core.incidents import INCIDENT_WORDS
from exam_server.core.notice_words import NOTICE_WORDS
from exam_server.core.people import ROLE_WORDS
from exam_server.core.policy import POLICY_WORDS
from exam_server.core.recusals import RECUSAL_KINDS
from exam_server.core.register import ACT_WORDS, ENTRY_WORDS
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import Text, text

NAMES: Mapping[str, Text] = {
    "accepted": text("criteria accepted"),
    "account": text("account"),
    "added": text("responses added"),
    "advisor": text("advisor"),
    "after": text("afterwards"),
    "again": text("somebody typed it twice"),
    "allow_list": text("version of the allow-list"),
    "amount": text("amount in grosze"),
    "apps": text("apps removed"),
    "before": text("before that"),
    "by": text("way"),
    "by_account": text("with an account"),
    "bytes": text("bytes"),
    "case": text("case"),
    "cause": text("cause"),
    "changed": text("changed"),
    "checksum": text("checksum"),
    "closes_at": text("closes"),
    "code": text("code"),
    "columns": text("columns of the room"),
    "comment": text("comment"),
    "commitment": text("commitment"),
    "content": text("hash of the content"),
    "count": text("count"),
    "criteria": text("criteria"),
    "criterion": text("criterion"),
    "decided": text("decided"),
    "digest": text("digest"),
    "document": text("with a document"),
    "documents": text("documents"),
    "duplicate": text("on the server before"),
    "edition": text("edition"),
    "encounters": text("simulations"),
    "entries": text("entries"),
    "entry": text("hash of the entry"),
    "epoch": text("admission"),
    "exam": text("exam"),
    "exam_keys": text("exam keys"),
    "exams": text("exams"),
    "failure": text("what didn't fit"),
    "fields": text("fields"),
    "file": text("hash of the file"),
    "flag": text("red flag"),
    "form": text("test form"),
    "format": text("format"),
    "forms": text("test forms"),
    "gap": text("largest difference"),
    "hash": text("hash"),
    "head_key": text("former key of the trail"),
    "hold": text("hold"),
    "holds_from": text("holds from"),
    "incident": text("incident"),
    "inspection": text("inspection"),
    "issuers_checked": text("issuers checked"),
    "item": text("item"),
    "items": text("items"),
    "kept": text("left as they were"),
    "key": text("public key"),
    "kind": text("kind"),
    "lacking": text("lacking"),
    "large": text("large type"),
    "late": text("late"),
    "left": text("seat before"),
    "log": text("hash of the log"),
    "made_at": text("made"),
    "manifest": text("hash of the list of files"),
    "mappings": text("assignments"),
    "markings": text("markings"),
    "member": text("member"),
    "members": text("members"),
    "milliseconds": text("milliseconds"),
    "minutes": text("minutes"),
    "new": text("new ones"),
    "notes": text("notes"),
    "number": text("its number"),
    "on": text("from the day"),
    "order": text("order to erase"),
    "outcome": text("outcome of the ruling"),
    "outcomes": text("learning outcomes"),
    "own": text("own data"),
    "paper": text("on paper"),
    "part": text("part"),
    "piece": text("piece"),
    "place": text("place"),
    "places": text("places"),
    "policy": text("policy"),
    "pool": text("digest of the pool"),
    "position": text("position"),
    "practice": text("for practice"),
    "product": text("work product"),
    "protected": text("with a password"),
    "qualification": text("qualification"),
    "record": text("hash of the record"),
    "redacted": text("redacted"),
    "refused": text("refused"),
    "replaced": text("replaced"),
    "reset": text("reset"),
    "revision": text("revision"),
    "revisions": text("revisions"),
    "role": text("role"),
    "roles": text("roles"),
    "rooms": text("rooms"),
    "round": text("round"),
    "rows": text("rows"),
    "rule": text("by the rule"),
    "ruling": text("ruling"),
    "same": text("unchanged"),
    "saved": text("saved now"),
    "scenario": text("scenario"),
    "sealed": text("seal"),
    "seat": text("seat"),
    "seats": text("seats"),
    "seconds": text("seconds"),
    "seen": text("was it seen"),
    "service": text("service"),
    "sessions": text("log-ins ended"),
    "sheet": text("hash of the sheet"),
    "shown": text("paper shown"),
    "signatures": text("signatures"),
    "source": text("hash of the source"),
    "stage": text("stage"),
    "stages": text("stages"),
    "started": text("began"),
    "state": text("state"),
    "station": text("station"),
    "step": text("step"),
    "subject": text("subject"),
    "tie": text("decided by the rule for ties"),
    "trace": text("hash of the rule trace"),
    "trainers": text("trainers"),
    "until": text("until"),
    "valid_from": text("valid from"),
    "valid_until": text("valid until"),
    "validator": text("validating body"),
    "value": text("value"),
    "variants": text("variants"),
    "verdict": text("what was decided"),
    "window": text("enrolment"),
}
_STATUSES: Mapping[str, Text] = {
    "draft": text("draft"),
    "review": text("in review"),
    "pilot": text("pilot"),
    "active": text("active"),
    "retired": text("retired"),
}
_PROOFS: Mapping[str, Text] = {
    "password": text("password"),
    "code": text("code of an app"),
    "recovery_code": text("recovery code"),
    "passkey": text("passkey"),
    "sign_on": text("identity provider"),
    "strong_sign_on": text("identity provider, with two factors"),
}
_BALLOTS: Mapping[str, Text] = {
    "majority": text("by majority"),
    "tie_rule": text("decided by the rule for ties"),
}
_NOTICES: Mapping[str, Text] = {kind: words.name for kind, words in NOTICE_WORDS.items()}
_FACTORS: Mapping[str, Text] = {"app": text("authenticator app"), "passkey": text("passkey")}
_OPINIONS: Mapping[str, Text] = {"accept": text("accepted"), "change": text("changes wanted")}


def _join(*words: Mapping[Any, Text]) -> Mapping[str, Text]:
    return {code: said for each in words for code, said in each.items()}


VALUES: Mapping[str, Mapping[str, Text]] = {
    "after": _join(ROLE_WORDS, _STATUSES),
    "before": _join(ROLE_WORDS, _STATUSES),
    "by": _join(_PROOFS, _BALLOTS),
    "cause": CAUSE_WORDS,
    "code": _join(INCIDENT_WORDS, REFUSAL_WORDS, *ENDING_WORDS.values()),
    "fields": COLUMN_WORDS,
    "kind": _join(_NOTICES, STAGE_WORDS, POLICY_WORDS, CONSENT_WORDS, RECUSAL_KINDS, ENTRY_WORDS, ACT_WORDS, _FACTORS),
    "outcome": _join(OUTCOME_WORDS),
    "policy": _join(CONDITION_WORDS),
    "role": _join(ROLE_WORDS),
    "roles": _join(ROLE_WORDS),
    "service": _join(FEE_WORDS),
    "state": _join(STATE_WORDS),
    "verdict": _join(VERDICT_WORDS, _OPINIONS),
}
"""Of the facts that are words of the code: what each says. What isn't here is shown as it stands."""
