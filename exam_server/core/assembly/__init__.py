"""Assembly: a blueprint's quotas, the pool they draw from, and the test forms drawn from it."""

from exam_server.core.assembly.blueprint import Blueprint, Cell, PoolItem, in_cell, in_pool, pool_digest, pool_item
from exam_server.core.assembly.draw import METHOD, draw_forms
from exam_server.core.assembly.forms import Draw, DrawnItem, TestForm, form_digest
from exam_server.core.assembly.refusal import Infeasible, Lack

__all__ = [
    "METHOD",
    "Blueprint",
    "Cell",
    "Draw",
    "DrawnItem",
    "Infeasible",
    "Lack",
    "PoolItem",
    "TestForm",
    "draw_forms",
    "form_digest",
    "in_cell",
    "in_pool",
    "pool_digest",
    "pool_item",
]
