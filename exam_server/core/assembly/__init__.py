"""Assembly: a blueprint's quotas, the pool they draw from, the test forms drawn from it, and their check."""

from exam_server.core.assembly.blueprint import (
    Blueprint,
    Cell,
    Pool,
    PoolItem,
    asked_criteria,
    in_cell,
    in_pool,
    pool_digest,
    pool_item,
)
from exam_server.core.assembly.contributions import (
    CONTRIBUTORS,
    SALT_BYTES,
    Contribution,
    Contributor,
    commit,
    derive_seed,
)
from exam_server.core.assembly.draw import METHOD, draw_forms, draw_options
from exam_server.core.assembly.forms import Draw, DrawnItem, TestForm, form_digest
from exam_server.core.assembly.manifest import (
    Check,
    CheckedForm,
    Commitment,
    Manifest,
    Sealed,
    Substitution,
    check_manifest,
    manifest_digest,
    other_method,
    seal_digest,
)
from exam_server.core.assembly.refusal import Infeasible, Lack
from exam_server.core.assembly.reveal import PoolUse, shown_from, withheld_for
from exam_server.core.assembly.substitution import NoSubstitute, Withdrawal, substitute

__all__ = [
    "CONTRIBUTORS",
    "METHOD",
    "SALT_BYTES",
    "Blueprint",
    "Cell",
    "Check",
    "CheckedForm",
    "Commitment",
    "Contribution",
    "Contributor",
    "Draw",
    "DrawnItem",
    "Infeasible",
    "Lack",
    "Manifest",
    "NoSubstitute",
    "Pool",
    "PoolItem",
    "PoolUse",
    "Sealed",
    "Substitution",
    "TestForm",
    "Withdrawal",
    "asked_criteria",
    "check_manifest",
    "commit",
    "derive_seed",
    "draw_forms",
    "draw_options",
    "form_digest",
    "in_cell",
    "in_pool",
    "manifest_digest",
    "other_method",
    "pool_digest",
    "pool_item",
    "seal_digest",
    "shown_from",
    "substitute",
    "withheld_for",
]
