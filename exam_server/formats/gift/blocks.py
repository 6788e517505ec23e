"""A GIFT file as blocks: blank lines part questions, comments may give the next one its id and tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Neither holds the beginning of another one: a line of beginnings alone would be walked 200 times over.
ID = re.compile(r"\[id:((?:(?!\[id:)[^\x00-\x1f\x7f\]]){1,200})\]")
TAG = re.compile(r"\[tag:((?:(?!\[tag:)[^\x00-\x1f\x7f<>`\]]){1,200})\]")
CATEGORY = "$CATEGORY:"


@dataclass
class Block:
    """One question's source from `line` on, counted from 1, with the category that it stands in."""

    line: int
    category: str
    id: str = ""
    tags: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        return "\n".join(self.lines).strip()


def read_blocks(source: str) -> Iterator[Block]:
    """All questions of a file in order; comments and categories aren't among their lines."""
    category, id_, tags = "", "", ()
    block: Block | None = None
    for number, line in enumerate([*source.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            id_ = next(iter(ID.findall(bare)), id_)
            tags = (*tags, *TAG.findall(bare))
        elif bare.startswith(CATEGORY):
            category = bare.removeprefix(CATEGORY).strip()
        elif bare:
            if block is None:
                block, id_, tags = Block(number, category, id_, tags), "", ()
            block.lines.append(line)
        elif block is not None:
            yield block
            block = None
