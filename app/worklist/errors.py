"""The refusal of this package, with the sentence the page says."""

from __future__ import annotations

from datetime import datetime

from app.kernel.errors import DomainError
from app.kernel.words import N_


class TakenByOther(DomainError):
    """Somebody else works on it; carries the holder's name and until when (aware), both as shown too."""

    sentence = N_(
        "%(holder)s is working on this until %(until)s, so nothing of yours was saved or sent. "
        "Wait, or ask for it to be let go."
    )

    def __init__(self, holder: str, until: datetime, shown_until: str) -> None:
        super().__init__(holder=holder, until=shown_until)
        self.holder, self.until = holder, until
