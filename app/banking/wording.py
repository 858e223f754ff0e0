"""The columns of a statement in words. Pure; the page translates."""

from __future__ import annotations

from app.banking.statements import CREDIT, DAY, REFERENCE, WORDS
from app.kernel.words import N_

COLUMN_WORDS = {
    DAY: N_("Day"),
    CREDIT: N_("Amount in"),
    REFERENCE: N_("Reference"),
    WORDS: N_("Description"),
}
