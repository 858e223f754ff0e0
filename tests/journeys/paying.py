"""What stands on an invoice, and what the operator does when money comes."""

from __future__ import annotations

import re
from uuid import uuid4

from app.kernel import clock
from tests.journeys.keys import fill, fill_day, pick_option, press_enter
from tests.journeys.walk import Walk

# Words, days, quantity, price, net, VAT.
COLUMNS = 6
MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")
AMOUNT = re.compile(r"[\d,]*\d\.\d{3}")
NUMBER = re.compile(r"MAIN-(?:INV|CN)-\d{6}")


def lines_on(one: Walk, besides: str | None = None) -> list[tuple[str, ...]]:
    """The lines of all tables of lines on the page, as they read; `besides` the table of these words."""
    tables = one.page.locator("main table:has(th:nth-child(6))")
    if besides is not None:
        tables = tables.filter(has_not=one.page.get_by_text(besides))
    rows = tables.locator("tbody tr").all()
    cells = (row.locator("th, td").all_inner_texts()[:COLUMNS] for row in rows)
    return [tuple(MARKS.sub("", cell).strip() for cell in row) for row in cells]


def number_on(one: Walk) -> str:
    """The invoice's number."""
    found = NUMBER.search(one.text())
    assert found is not None
    return found[0]


def left_to_pay(one: Walk) -> str:
    """What the last line of the sums says, as one types it."""
    words = one.page.locator("main dl.facts").nth(1).locator("dd").last.inner_text()
    found = AMOUNT.search(words)
    assert found is not None, words
    return found[0].replace(",", "")


def pay(omar: Walk, invoice: object, reference: str) -> None:
    """A line of the bank's statement is typed in, and set against the invoice in sight; leads to that invoice."""
    owed = left_to_pay(omar)
    omar.open("/desk/transfers")
    press_enter(omar, "main a[href$='/transfers/new']", most=60)
    fill(omar, "#bank_reference", reference)
    fill_day(omar, "booked_on", clock.today())
    fill(omar, "#amount", owed)
    omar.look("desk-transfer-new")
    press_enter(omar, "main [data-primary]")
    omar.sees("Choose the invoice it pays", "اختر الفاتورة التي تسددها")
    omar.look("desk-transfer-match")
    pick_option(omar, "#invoice", str(invoice))
    press_enter(omar, "main [data-primary]")
    omar.sees("The payment is set against the invoice", "طُوبقت الدفعة بالفاتورة")
    omar.look("desk-invoice-paid")


def credit_three_claims(omar: Walk, tenant_id: object, invoice: object) -> str:
    """A final invoice takes no other word; what was charged for three claims goes back by a note of its own. Returns its number."""
    omar.open(f"/desk/tenants/{tenant_id}/invoices/{invoice}")
    press_enter(omar, "tbody tr:last-child a[href$='/credit']", most=60)
    fill(omar, "#amount", "0.450")
    fill(omar, "#reason", "Three claims in dispute")
    omar.look("desk-credit")
    press_enter(omar, "main [data-primary]")
    omar.sees("The credit note is written", "صدر إشعار الدائن")
    omar.look("desk-credit-note")
    net, vat = lines_on(omar)[-1][-2:]
    assert ("−0.450" in net, "−0.023" in vat) == (True, True)
    return number_on(omar)


def refused_a_second_time(omar: Walk, tenant_id: object, invoice: object) -> None:
    """A page left open from before says what became of its invoice, and changes nothing: 409."""
    omar.open(f"/desk/tenants/{tenant_id}/invoices/{invoice}")
    was, token = number_on(omar), omar.page.locator("input[name='csrf_token']").first
    where = f"{omar.house_url}/desk/tenants/{tenant_id}/invoices/{invoice}"
    answer = omar.context.request.post(
        f"{where}/finalise",
        form={"csrf_token": token.get_attribute("value") or "", "_once": str(uuid4())},
        headers={"Referer": where},
    )
    assert answer.status == 409
    omar.open(f"/desk/tenants/{tenant_id}/invoices/{invoice}")
    assert number_on(omar) == was
