"""Run by a test: saves from many threads and prints each sequence once it's acknowledged, until it's killed."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID

from exam_server.store.database import open_database
from exam_server.store.journal import Journal, SaveRequest, StoredSave


def main(url: str, sitting: str, form: str) -> None:
    journal = Journal(open_database(url))
    journal.start()
    numbers = count(1)

    def keep_saving() -> None:
        for sequence in numbers:
            save = StoredSave(sequence, sequence % 8 + 1, str(sequence % 3 + 1), "")
            answer = journal.submit(SaveRequest(UUID(sitting), 1, form, (save,))).result(timeout=30)
            # One write per line: threads must not tear each other's words.
            sys.stdout.write(f"{answer.results[0].sequence}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(keep_saving)


if __name__ == "__main__":
    main(*sys.argv[1:])
