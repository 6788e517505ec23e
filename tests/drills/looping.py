"""Where a drill's bots run: in a thread of their own, for a browser's driver keeps a loop in the tests' own."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_by_itself(work: Coroutine[Any, Any, Result]) -> Result:
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()
