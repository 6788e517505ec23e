"""The process that makes one PDF: an order as JSON on standard input, the file on standard output."""

import json
import os
import sys
from pathlib import Path

import typst

POLITENESS = 10


def main() -> int:
    """Only typst's own fonts are used (they hold the Polish letters), so that every machine makes the same pages."""
    os.nice(POLITENESS)
    order = json.load(sys.stdin.buffer)
    folder = Path(__file__).parent
    try:
        pdf = typst.compile(
            folder / order["template"],
            root=folder,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": order["data"]},
            pdf_standards=order["standards"],
            timestamp=order["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(f"{error.message}\n{error.diagnostic}\n")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
