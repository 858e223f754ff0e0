"""A status on the page: its word, its colour, and what it means for the person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext

from app.kernel.pagewords import language
from app.kernel.states import Status

# The colours of the tables of states, by what they say on the page.
TONES = {
    "grey": "neutral", "blue": "waiting", "teal": "info", "green": "success", "amber": "returned", "red": "danger",
}  # fmt: skip


@dataclass(frozen=True)
class Tag:
    """Word, tone, and two sentences, in the page's language."""

    label: str
    tone: str
    happens_next: str
    you_can: str


def tag_of(status: Status) -> Tag:
    """A status in the page's language."""
    return _tag_in(status, language())


@lru_cache(maxsize=512)
def _tag_in(status: Status, _language: str) -> Tag:
    """The same words for every row of every list in this language."""
    return Tag(
        gettext(status.outer), TONES[status.tone], gettext(status.happens_next), gettext(status.you_can)
    )  # fmt: skip
