"""The program of the process that reads foreign files: a file on its standard input, what it holds on its output.

It reads what an import brings, or one picture, which takes room for its pixels several times over.
"""

import resource
import sys

MEMORY, PICTURE_MEMORY = 256 * 1024 * 1024, 768 * 1024 * 1024
CPU_SECONDS, PICTURE_CPU_SECONDS = 10, 30
OUT_OF_MEMORY = 3


def main(name: str, format_name: str, largest: str = "") -> int:
    """Takes its limits before it loads a parser. No file can be written from here.

    `largest`: how many bytes a picture may have; without it the file is an import.
    """
    memory, seconds = (PICTURE_MEMORY, PICTURE_CPU_SECONDS) if largest else (MEMORY, CPU_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        from exam_server.formats.intake import take_in, take_picture  # noqa: PLC0415 - parsers count within the limits too
        from exam_server.formats.intake_json import dump_intake  # noqa: PLC0415

        intake = take_picture(content, name, int(largest)) if largest else take_in(content, name, format_name)
        sys.stdout.buffer.write(dump_intake(intake))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
