"""The parameters of the edits, one row each: what a settings page draws and what a dated row may say."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from app.claims.scrubbing import kinds
from app.claims.scrubbing.kinds import Kind
from app.kernel.words import N_

DAYS, HOURS, RIALS, BYTES = N_("days"), N_("hours"), N_("rials"), N_("bytes")
PARTS = N_("part of one, such as 0.75")
NUMBER = N_("number")
CODES = N_("codes, with commas between them")
CODE_LISTS = N_("a line for each code: code, colon, the others with commas")
CODE_NUMBERS = N_("a line for each code: code, colon, number")
CODE_TIMES = N_("a line for each code: code, colon, times / days")
CODE_SEVERITIES = N_("a line for each edit: its code, colon, block, hold, warn, info or off")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter; unit and sentence are msgids. An optional one may be None: no such rule."""

    name: str
    kind: Kind
    unit: str
    sentence: str
    optional: bool = False

    def read(self, value: object) -> object:
        """The value as the rules use it; raises ValueError."""
        return None if value is None and self.optional else self.kind.read(value)

    def typed(self, text: str) -> object:
        """The row's JSON from a box's text; raises ValueError."""
        return None if self.optional and not text.strip() else self.kind.typed(text)

    def shown(self, value: object) -> str:
        """The box's text from the row's JSON."""
        return "" if value is None else self.kind.shown(value)


def _one(
    name: str, kind: Kind, unit: str, sentence: str, *, optional: bool = False
) -> tuple[str, Parameter]:
    return name, Parameter(name=name, kind=kind, unit=unit, sentence=sentence, optional=optional)


# fmt: off
PARAMETERS = MappingProxyType(dict((
    _one("eligibility_max_age_hours", kinds.COUNT, HOURS,
         N_("How old an eligibility answer may be at the service.")),
    _one("practitioner_list_binding", kinds.YES_NO, "",
         N_("The insurer pays only for practitioners of its list.")),
    _one("specialties_of_code", kinds.LISTS, CODE_LISTS,
         N_("Specialties that may bill a code; a code not named is open to all.")),
    _one("refuse_unspecified", kinds.YES_NO, "",
         N_("The insurer refuses unspecified diagnosis codes.")),
    _one("contract_list_binding", kinds.YES_NO, "",
         N_("A service outside the contract's price list cannot be claimed.")),
    _one("incompatible_codes", kinds.LISTS, CODE_LISTS,
         N_("Codes that are not paid beside a code on one day.")),
    _one("daily_maximum", kinds.LIMITS, CODE_NUMBERS,
         N_("Most units of a code on one day; the price list may say less.")),
    _one("frequencies", kinds.FREQUENCIES, CODE_TIMES,
         N_("How often a code is paid within a number of days.")),
    _one("free_follow_up_days", kinds.COUNT, DAYS,
         N_("Days in which a follow-up consultation is free; empty: no such rule."), optional=True),
    _one("bundles", kinds.LISTS, CODE_LISTS,
         N_("The one code that is wanted instead of all these on one day.")),
    _one("packages", kinds.LISTS, CODE_LISTS,
         N_("Codes that a package holds already, so that they are not paid beside it.")),
    _one("codes_needing_site", kinds.WORDS, CODES,
         N_("Codes that need a tooth, side or site.")),
    _one("codes_needing_referral", kinds.WORDS, CODES,
         N_("Codes that need a referral.")),
    _one("codes_needing_approval", kinds.WORDS, CODES,
         N_("Codes that need approval whatever they cost.")),
    _one("approval_above", kinds.AMOUNT, RIALS,
         N_("Amount of a line above which it needs approval; empty: no such rule."), optional=True),
    _one("prescription_required", kinds.YES_NO, "",
         N_("A dispensed medicine needs the reference of its prescription.")),
    _one("refill_after", kinds.SHARE, PARTS,
         N_("Part of the earlier supply that must be used up before a refill.")),
    _one("formulary_binding", kinds.YES_NO, "",
         N_("The insurer pays only for medicines of its list.")),
    _one("days_supply_required", kinds.YES_NO, "",
         N_("A dispensed medicine needs the days for which it lasts.")),
    _one("price_tolerance", kinds.AMOUNT, RIALS,
         N_("By how much a unit price may lie above the contract's.")),
    _one("share_tolerance", kinds.AMOUNT, RIALS,
         N_("By how much the patient share may differ from the plan's.")),
    _one("share_must_be_collected", kinds.YES_NO, "",
         N_("The patient share must have been collected before sending.")),
    _one("vat_rate", kinds.SHARE, PARTS,
         N_("Rate of the standard category of value-added tax.")),
    _one("filing_window_days", kinds.COUNT, DAYS,
         N_("Days the contract gives for sending; empty: unknown."), optional=True),
    _one("filing_amber", kinds.SHARE, PARTS,
         N_("Part of the window after which the warning begins.")),
    _one("filing_red", kinds.SHARE, PARTS,
         N_("Part of the window after which it becomes urgent.")),
    _one("filing_reminder_days", kinds.COUNT, DAYS,
         N_("First reminder where no window is known.")),
    _one("filing_late_reminder_days", kinds.COUNT, DAYS,
         N_("Second reminder where no window is known.")),
    _one("near_duplicate_days", kinds.COUNT, DAYS,
         N_("Distance at which the same code looks like a duplicate.")),
    _one("attachments_for", kinds.LISTS, CODE_LISTS,
         N_("Kinds of attachment that a code or category demands.")),
    _one("attachment_max_bytes", kinds.COUNT, BYTES,
         N_("Largest attachment.")),
    _one("attachment_max_count", kinds.COUNT, NUMBER,
         N_("Most attachments of one claim.")),
    _one("attachment_types", kinds.WORDS, CODES,
         N_("Accepted types of file.")),
    _one("severities", kinds.SEVERITY_TABLE, CODE_SEVERITIES,
         N_("How grave each edit is, where it differs from the catalogue.")),
)))
# fmt: on
