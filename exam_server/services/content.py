"""Filing what was read from content folders, for a first start and for authors who bring files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from exam_server.core.bank import Bank, change_pictured
from exam_server.core.delivery import shown_texts
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import Scenario
from exam_server.formats.image import Picture
from exam_server.formats.picture_names import rename_pictures
from exam_server.services import bank
from exam_server.services.bank import Filed
from exam_server.services.law import load_sources
from exam_server.services.media import file_pictures, ids_in
from exam_server.services.qualification import adopt_edition, find_edition
from exam_server.services.reading_content import BankContent, Content
from exam_server.services.reading_scenarios import ScenarioFile
from exam_server.services.work import Work


def file_missing(work: Work, content: Content) -> dict[str, Filed]:
    """File what the database doesn't have yet; gives the items of each bank, by its code.

    What is filed stays as it is, whatever the files say: at run time the database is the authority, and authors may
    have changed it since. `load_bank` and `load_scenarios` are the ways to take files over.
    """
    work.record()
    filed = {each.code: _file_missing_of(work, each) for each in content.banks}
    load_scenarios(work, [each for each in content.scenarios if each.scenario and not _is_filed(work, each.scenario)])
    return filed


def _file_missing_of(work: Work, content: BankContent) -> Filed:
    code = content.code
    if content.qualification is not None and find_edition(work, code) is None:
        adopt_edition(work, code, content.qualification, content.plan)
    present = {each.item.id for each in bank.list_items(work, code)}
    blueprints = {each.blueprint.id for each in bank.list_blueprints(work, code)}
    missing = replace(
        content,
        bank=replace(
            content.bank,
            items=tuple(item for item in content.bank.items if item.id not in present),
            stimuli=tuple(each for each in content.bank.stimuli if bank.find_stimulus(work, code, each.id) is None),
        ),
        blueprints=tuple(each for each in content.blueprints if each.id not in blueprints),
    )
    return replace(load_bank(work, missing), same=tuple(sorted(present & content.places.keys())))


def _is_filed(work: Work, scenario: Scenario) -> bool:
    return any(each.code == scenario.id for each in bank.list_scenarios(work, scenario.about.qualification))


def load_bank(work: Work, content: BankContent) -> Filed:
    """File a bank's sources, pictures, stimuli, items and blueprints as the files say; what is unchanged stays."""
    work.record()
    brought = with_filed_pictures(work, content.bank, content.pictures)
    load_sources(work, content.code, brought.sources)
    bank.load_stimuli(work, content.code, brought.stimuli)
    load_sources(work, content.code, brought.sources)
    for blueprint in content.blueprints:
        bank.load_blueprint(work, content.code, blueprint)
    return bank.load_items(work, content.code, brought.items) if brought.items else Filed()


def with_filed_pictures(work: Work, brought: Bank, pictures: Mapping[str, Picture]) -> Bank:
    """The bank with the pictures that it shows filed, each under the id that it's filed by."""
    shown = ids_in(words for item in brought.items for words in shown_texts(item))
    shown |= ids_in(each.body for each in brought.stimuli)
    filed = file_pictures(work, {path: each for path, each in pictures.items() if each.id in shown})
    rename = partial(rename_pictures, names=filed)
    return replace(
        brought,
        items=tuple(change_pictured(item, rename) for item in brought.items),
        stimuli=tuple(replace(each, body=rename(each.body)) for each in brought.stimuli),
    )


def load_scenarios(work: Work, files: Sequence[ScenarioFile]) -> list[str]:
    """File the scenarios without errors that nobody has retired; gives their ids."""
    sound = [each for each in files if each.scenario and each.scenario.about.status != "retired" and _is_sound(each)]
    return [_load_scenario(work, each.scenario, each.source) for each in sound if each.scenario]


def _is_sound(file: ScenarioFile) -> bool:
    return not any(problem.severity == "error" for problem in file.problems)


def _load_scenario(work: Work, scenario: Scenario, source: str) -> str:
    about = scenario.about
    bank.load_scenario(work, about.qualification, about.id, about.title, source, revision_hash(scenario))
    return about.id
