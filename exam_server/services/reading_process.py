"""The program of the process that reads foreign files: a file on its standard input, what it holds on its output."""

import resource
import sys

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 10
OUT_OF_MEMORY = 3


def main(name: str, format_name: str) -> int:
    """Takes its limits before it loads a parser. No file can be written from here."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        from exam_server.formats.intake import take_in  # noqa: PLC0415 - parsers count within the limits too
        from exam_server.formats.intake_json import dump_intake  # noqa: PLC0415

        sys.stdout.buffer.write(dump_intake(take_in(content, name, format_name)))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
