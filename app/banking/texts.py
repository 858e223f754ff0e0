"""Numbers and names inside the free text of a transfer. Pure."""

from __future__ import annotations

import re

# A shorter number stands in many a text by chance.
SHORTEST = 5


def plain(text: str) -> str:
    """The letters and digits alone: banks part them, join them and change their case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def has_number(text: str, number: str) -> bool:
    """Whether the text writes this number, however parted; as a piece of a longer run of digits it is another one."""
    wanted = plain(number)
    if len(wanted) < SHORTEST or wanted not in plain(text):
        return False
    before = r"(?<!\d)" if wanted[0].isdigit() else ""
    after = r"(?!\d)" if wanted[-1].isdigit() else ""
    parted = r"[\W_]*".join(map(re.escape, wanted))
    return re.search(f"{before}{parted}{after}", text.casefold()) is not None


def has_name(text: str, name: str) -> bool:
    """Whether the text writes this name."""
    return bool(plain(name)) and plain(name) in plain(text)
