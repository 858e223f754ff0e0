"""Services: codes, contracts and what may be billed together (CHK-38 to CHK-50)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations

from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import first_outside
from app.claims.scrubbing.edit import Fault, Faults, edit, on_claim, on_line
from app.claims.scrubbing.kinds import Frequency
from app.claims.scrubbing.settings import Settings
from app.claims.values import BLOCK, WARN, ClaimFacts, LineFacts
from app.kernel.words import N_, NN_

Numbered = list[tuple[int, LineFacts]]


def _by_code_and_day(facts: ClaimFacts) -> dict[tuple[str, date], Numbered]:
    groups: dict[tuple[str, date], Numbered] = defaultdict(list)
    for index, line in enumerate(facts.lines):
        groups[line.shown_code, line.service_date].append((index, line))
    return groups


@edit(38, BLOCK)
def code_unknown(facts: ClaimFacts, _: Settings) -> Faults:
    """Service code that no code list knows."""
    for index, line in enumerate(facts.lines):
        if line.mapped and not (line.known and line.code):
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: code %(code)s is in no code list. Choose a service from the price list."),
                fixes.CHOOSE_SERVICE, code=line.shown_code,
            )  # fmt: skip


@edit(39, BLOCK)
def code_retired(facts: ClaimFacts, _: Settings) -> Faults:
    """Service code not valid on the service date."""
    for index, line in enumerate(facts.lines):
        day = first_outside([line.service_date], line.valid_from, line.valid_to)
        if line.known and day:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: code %(code)s is not valid on %(day)s. Choose the code that replaced it."),
                fixes.CHOOSE_SERVICE, code=line.code, day=day,
            )  # fmt: skip


@edit(40, BLOCK)
def code_not_mapped(facts: ClaimFacts, _: Settings) -> Faults:
    """Own code without a code of the exchange."""
    for index, line in enumerate(facts.lines):
        if not line.mapped:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: your code %(code)s has no code of the exchange. Map it in Settings."),
                fixes.MAP_CODE, code=line.local_code,
            )  # fmt: skip


@edit(41, BLOCK, "contract_list_binding", data_driven=True)
def not_in_contract(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service that the contract with the payer does not hold."""
    for index, line in enumerate(facts.lines):
        if settings.contract_list_binding and line.in_contract is False:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s is not in the contract with this insurer. Choose another service."),
                fixes.CHOOSE_SERVICE, code=line.code,
            )  # fmt: skip


@edit(42, WARN, "incompatible_codes", data_driven=True)
def incompatible_pair(facts: ClaimFacts, settings: Settings) -> Faults:
    """Two services that may not be billed together on one day."""
    apart = settings.incompatible_codes
    for (_first, one), (index, other) in combinations(enumerate(facts.lines), 2):
        fight = other.code in apart.get(one.code, ()) or one.code in apart.get(other.code, ())
        if fight and one.service_date == other.service_date:
            yield on_line(
                index, other, "code",
                N_("Line %(line)s: %(code)s is not paid beside %(other)s on one day. Remove one or explain it."),
                fixes.REMOVE_LINE, code=other.code, other=one.code,
            )  # fmt: skip


@edit(43, WARN, "daily_maximum", data_driven=True)
def over_daily_maximum(facts: ClaimFacts, settings: Settings) -> Faults:
    """More units on one day than the payer allows."""
    for group in _by_code_and_day(facts).values():
        index, line = group[-1]
        units = sum(member.quantity for _, member in group)
        limits = (line.daily_max, settings.daily_maximum.get(line.code))
        most = min((limit for limit in limits if limit is not None), default=None)
        if most is not None and units > most:
            yield on_line(
                index, line, "quantity",
                N_("Line %(line)s: %(units)s units of %(code)s on one day; %(most)s are allowed. Lower the quantity."),
                fixes.CHANGE_QUANTITY, code=line.code, units=units, most=most,
            )  # fmt: skip


@edit(44, WARN, "frequencies", data_driven=True)
def too_frequent(facts: ClaimFacts, settings: Settings) -> Faults:
    """More often within the payer's period than allowed."""
    groups: dict[str, Numbered] = defaultdict(list)
    for index, line in enumerate(facts.lines):
        groups[line.shown_code].append((index, line))
    for group in groups.values():
        index, line = group[-1]
        allowed = settings.frequencies.get(line.code)
        if allowed is None:
            continue
        times = len(group) + _times_before(facts, line, allowed.days)
        if times > allowed.times:
            yield _too_often(index, line, times, allowed)


def _times_before(facts: ClaimFacts, line: LineFacts, days: int) -> int:
    """How often other claims hold the code in the days that end with the line's."""
    return sum(
        sibling.code == line.code and 0 <= (line.service_date - sibling.service_date).days < days
        for sibling in facts.siblings
    )


def _too_often(index: int, line: LineFacts, times: int, allowed: Frequency) -> Fault:
    singular, plural = NN_(
        "Line %(line)s: %(code)s once in %(days)s days is over the allowed %(most)s. Remove or explain it.",
        "Line %(line)s: %(code)s %(times)s times in %(days)s days; %(most)s allowed. Remove or explain it.",
    )
    return Fault(
        field=f"lines-{index}-code",
        sentence=singular,
        plural=plural,
        count=times,
        fix=fixes.REMOVE_LINE,
        at_stake=line.payer_share,
        params={
            "line": line.sequence,
            "code": line.code,
            "times": times,
            "days": allowed.days,
            "most": allowed.times,
        },
    )


@edit(45, WARN, "free_follow_up_days", data_driven=True)
def free_follow_up(facts: ClaimFacts, settings: Settings) -> Faults:
    """Consultation inside the payer's free follow-up window."""
    window, specialty = settings.free_follow_up_days, facts.provider.specialty
    for index, line in enumerate(facts.lines):
        for visit in facts.visits if line.is_consultation and window is not None else ():
            same = not visit.specialty or not specialty or visit.specialty == specialty
            if same and 0 <= (line.service_date - visit.day).days <= (window or 0):
                yield on_line(
                    index, line, "code",
                    N_("Line %(line)s: the consultation follows one on %(day)s; follow-ups are free for %(window)s days. Remove it."),
                    fixes.REMOVE_LINE, day=visit.day, window=window,
                )  # fmt: skip
                break


@edit(46, WARN, "bundles")
def bundle_available(facts: ClaimFacts, settings: Settings) -> Faults:
    """Services for which one bundle code exists."""
    for day in sorted({line.service_date for line in facts.lines}):
        lines = [(i, line) for i, line in enumerate(facts.lines) if line.service_date == day]
        codes = {line.code for _, line in lines}
        for bundle, components in settings.bundles.items():
            if components and codes.issuperset(components) and bundle not in codes:
                index, line = next((i, li) for i, li in lines if li.code in components)
                yield on_line(
                    index, line, "code",
                    N_("Line %(line)s and others are one bundle, %(bundle)s. Bill the bundle instead."),
                    fixes.CHOOSE_SERVICE, bundle=bundle,
                )  # fmt: skip


@edit(47, WARN)
def inside_inpatient_stay(facts: ClaimFacts, _: Settings) -> Faults:
    """Out-patient service during an in-patient stay."""
    for index, line in enumerate(facts.lines):
        if any(first_outside([line.service_date], s.first, s.last) is None for s in facts.stays):
            yield on_line(
                index, line, "service_date",
                N_("Line %(line)s: on %(day)s the patient was an in-patient. Check the date, or bill the hospital."),
                fixes.CORRECT_DATE, day=line.service_date,
            )  # fmt: skip


@edit(48, BLOCK, "codes_needing_site", data_driven=True)
def site_missing(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service without the tooth, side or site it needs."""
    for index, line in enumerate(facts.lines):
        if line.code in settings.codes_needing_site and not line.site.strip():
            yield on_line(
                index, line, "site",
                N_("Line %(line)s: %(code)s needs its tooth, side or site. Enter it."),
                fixes.ADD_SITE, code=line.code,
            )  # fmt: skip


@edit(49, WARN, "codes_needing_referral", data_driven=True)
def referral_missing(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service that needs a referral, without one."""
    needing = [line for line in facts.lines if line.code in settings.codes_needing_referral]
    if needing and not facts.referral_number.strip():
        yield on_claim(
            facts, "referral_number",
            N_("The referral number is missing, and %(code)s needs a referral. Enter it."),
            fixes.ADD_REFERRAL, code=needing[0].code,
        )  # fmt: skip


@edit(50, WARN, "packages")
def package_part_billed(facts: ClaimFacts, settings: Settings) -> Faults:
    """Part of a package billed beside the package."""
    for index, line in enumerate(facts.lines):
        for package in facts.lines:
            part = line.code in settings.packages.get(package.code, ())
            if part and line.service_date == package.service_date:
                yield on_line(
                    index, line, "code",
                    N_("Line %(line)s: %(code)s is part of package %(package)s. Remove it."),
                    fixes.REMOVE_LINE, code=line.code, package=package.code,
                )  # fmt: skip
                break
