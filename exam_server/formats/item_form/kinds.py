"""Another kind for the item in a form; what the new kind has no place for is kept aside until the item is saved."""

import re

from exam_server.core.bank import Kind
from exam_server.core.kind_change import change_kind as change
from exam_server.core.text import Text
from exam_server.formats.item_form.reading import read_fields
from exam_server.formats.item_form.writing import Fields, write_fields, write_part

OF_A_KIND = re.compile(r"(?:options|pairs|gaps|guide|scoring\.(?:mapping|rule|exact_case))\b")


def change_kind(fields: Fields, kind: Kind) -> tuple[dict[str, str], tuple[Text, ...]]:
    """The form under another kind, and in words what doesn't fit it and is kept aside.

    What was kept aside when this kind was left before comes back, where nothing of the present kind takes its place.
    """
    item, _ = read_fields(fields)
    changed = change(item, kind)
    own = {name: value for name, value in write_fields(changed.item).items() if OF_A_KIND.match(name)}
    common = {name: value for name, value in fields.items() if not OF_A_KIND.match(name)}
    kept = _taken_out(common, kind)
    if changed.left:
        common |= {f"kept.{item.kind}.{name}": value for name, value in fields.items() if OF_A_KIND.match(name)}
    carried = write_part(changed.item) and kind != "true_false"
    return common | {"kind": kind} | (own if carried or not kept else kept), changed.left


def _taken_out(fields: dict[str, str], kind: Kind) -> dict[str, str]:
    prefix = f"kept.{kind}."
    return {name[len(prefix) :]: fields.pop(name) for name in [*fields] if name.startswith(prefix)}
