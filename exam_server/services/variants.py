"""Which variant of a station each candidate meets: none that they met before, and all about as often."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.stations import Due, Variant
from exam_server.services.work import Work
from exam_server.store import stations as store
from exam_server.store.tables import CaseRow


def list_met(work: Work, exam_id: UUID, case_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """By case the codes of the scenarios that its person has met at other exams."""
    found: dict[UUID, set[str]] = {case_id: set() for case_id in case_ids}
    for case_id, code in store.list_met_scripts(work.session, exam_id, list(found)):
        found[case_id].add(code)
    return found


def choose_variants(work: Work, exam_id: UUID, due: Sequence[Due]) -> Iterator[tuple[Due, Variant]]:
    """For each stage at each station the variant that has been taken least so far, of those that are new to the person.

    Raises Refused where somebody has met every variant of a station.
    """
    met = list_met(work, exam_id, [each.stage.case_id for each in due])
    for case_id, code in store.list_own_scripts(work.session, exam_id) if due else ():
        met.setdefault(case_id, set()).add(code)
    taken = Counter[tuple[UUID, UUID]]()
    for each in due:
        known = met[each.stage.case_id]
        new = [variant for variant in each.station.variants if variant.code not in known]
        if not new:
            raise Refused(
                text("The encounters weren't planned."),
                text(
                    "{code} has met every variant of the station “{station}” before.",
                    code=work.session.get_one(CaseRow, each.stage.case_id).code,
                    station=each.station.title,
                ),
                text("Add a variant to the station that is new to them."),
            )
        variant = min(new, key=lambda one: taken[each.station.id, one.revision_id])
        taken[each.station.id, variant.revision_id] += 1
        known.add(variant.code)
        yield each, variant
