"""Money: amounts that must add up (CHK-77 to CHK-83)."""

from __future__ import annotations

from decimal import Decimal

from app.claims import rules
from app.claims.scrubbing import fixes
from app.claims.scrubbing.edit import Fault, Faults, edit, on_claim, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.values import BLOCK, WARN, ClaimFacts, LineFacts
from app.kernel.money import ZERO, decimals, round_baisa, total
from app.kernel.words import N_


@edit(77, BLOCK)
def line_net_wrong(facts: ClaimFacts, _: Settings) -> Faults:
    """Net of a line is not quantity x unit price x factor + tax."""
    for index, line in enumerate(facts.lines):
        right = rules.line_net(line.quantity, line.unit_price, line.factor, round_baisa(line.tax))
        if round_baisa(line.net) != right:
            yield on_line(
                index, line, "net",
                N_("Line %(line)s: the net is %(net)s but should be %(right)s. Recalculate it."),
                fixes.RECALCULATE, net=line.net, right=right,
            )  # fmt: skip


@edit(78, BLOCK)
def total_wrong(facts: ClaimFacts, _: Settings) -> Faults:
    """Total of the claim is not the sum of its lines."""
    right = rules.claim_total(round_baisa(line.net) for line in facts.lines)
    if round_baisa(facts.total) != right:
        yield on_claim(
            facts, "total",
            N_("The total is %(total)s but the lines add up to %(right)s. Recalculate it."),
            fixes.RECALCULATE, total=facts.total, right=right,
        )  # fmt: skip


@edit(79, BLOCK)
def more_than_three_decimals(facts: ClaimFacts, _: Settings) -> Faults:
    """An amount with more than three decimals."""
    sentence = N_("Line %(line)s: %(amount)s has more than three decimals. Round it to the baisa.")
    for index, line in enumerate(facts.lines):
        for part in ("unit_price", "tax", "net", "patient_share"):
            amount = getattr(line, part)
            if decimals(amount) > 3:
                yield on_line(index, line, part, sentence, fixes.RECALCULATE, amount=amount)
    if decimals(facts.total) > 3:
        yield on_claim(
            facts, "total",
            N_("The total %(amount)s has more than three decimals. Round it to the baisa."),
            fixes.RECALCULATE, amount=facts.total,
        )  # fmt: skip


@edit(80, WARN, "price_tolerance", data_driven=True)
def price_above_contract(facts: ClaimFacts, settings: Settings) -> Faults:
    """Unit price above the contract's."""
    for index, line in enumerate(facts.lines):
        agreed = line.contract_price
        if agreed is not None and line.unit_price > agreed + settings.price_tolerance:
            yield Fault(
                field=f"lines-{index}-unit_price",
                sentence=N_(
                    "Line %(line)s: unit price %(price)s is above the contract's %(agreed)s. Use the contract price."
                ),
                fix=fixes.CORRECT_PRICE,
                at_stake=rules.line_price(line.quantity, line.unit_price - agreed, line.factor),
                params={"line": line.sequence, "price": line.unit_price, "agreed": agreed},
            )


@edit(81, WARN, "share_tolerance", "share_must_be_collected", data_driven=True)
def patient_share_wrong(facts: ClaimFacts, settings: Settings) -> Faults:
    """Patient share impossible, not what the plan says, or not collected."""
    impossible = [
        (i, line)
        for i, line in enumerate(facts.lines)
        if line.net > ZERO and not ZERO <= line.patient_share <= line.net
    ]
    for index, line in impossible:
        yield on_line(
            index, line, "patient_share",
            N_("Line %(line)s: patient share %(share)s must lie between zero and the net. Correct it."),
            fixes.CORRECT_SHARE, share=line.patient_share,
        )  # fmt: skip
    if not impossible:
        yield from _share_differs_from_plan(facts, settings)
    if settings.share_must_be_collected:
        yield from _share_not_collected(facts)


def _share_differs_from_plan(facts: ClaimFacts, settings: Settings) -> Faults:
    answer = facts.eligibility
    if answer is None or answer.verdict != "covered" or answer.copay_percent is None:
        return
    nets = [round_baisa(line.net) for line in facts.lines]
    planned = rules.patient_shares(nets, answer.copay_percent, answer.copay_max)
    given, right = _shares(facts.lines), total(planned)
    if abs(round_baisa(given) - right) <= settings.share_tolerance:
        return
    pairs = zip(facts.lines, planned, strict=True)
    index = next((i for i, (line, plan) in enumerate(pairs) if line.patient_share != plan), 0)
    yield Fault(
        field=f"lines-{index}-patient_share",
        sentence=N_(
            "The patient share is %(given)s; the plan's co-payment gives %(right)s. Correct it."
        ),
        fix=fixes.CORRECT_SHARE,
        at_stake=abs(given - right),
        params={"given": given, "right": right},
    )


def _share_not_collected(facts: ClaimFacts) -> Faults:
    collected, due = facts.patient_share_collected, _shares(facts.lines)
    if collected is not None and collected < due:
        yield Fault(
            field="total",
            sentence=N_(
                "The patient paid %(paid)s of a share of %(due)s. Collect the rest, or note why not."
            ),
            fix=fixes.CORRECT_SHARE,
            at_stake=due - collected,
            params={"paid": collected, "due": due},
        )


def _shares(lines: tuple[LineFacts, ...]) -> Decimal:
    return total(line.patient_share for line in lines)


@edit(82, WARN, "vat_rate")
def tax_wrong(facts: ClaimFacts, settings: Settings) -> Faults:
    """Tax of a line is not what its VAT category says."""
    for index, line in enumerate(facts.lines):
        price = rules.line_price(line.quantity, line.unit_price, line.factor)
        right = rules.tax_of(price, line.vat_category, settings.vat_rate)
        if round_baisa(line.tax) != right:
            yield Fault(
                field=f"lines-{index}-tax",
                sentence=N_(
                    "Line %(line)s: tax is %(tax)s; its VAT category gives %(right)s. Recalculate it."
                ),
                fix=fixes.RECALCULATE,
                at_stake=abs(line.tax - right),
                params={"line": line.sequence, "tax": line.tax, "right": right},
            )


@edit(83, BLOCK)
def line_not_positive(facts: ClaimFacts, _: Settings) -> Faults:
    """A line of zero or less."""
    for index, line in enumerate(facts.lines):
        parts = ("quantity", "unit_price", "factor", "net")
        part = next((part for part in parts if getattr(line, part) <= 0), None)
        if part:
            yield on_line(
                index, line, part,
                N_("Line %(line)s comes to zero or less. Enter a positive quantity and price, or remove it."),
                fixes.RECALCULATE,
            )  # fmt: skip
