"""Two people before one rejected claim."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytestmark = pytest.mark.usefixtures("clock")


def claim(browser, claim_id):
    return browser.get("claims.show", claim_id=claim_id)


def test_one_takes_it_and_the_other_sees_who(as_, noor, clock):
    badr, huda = as_("badr"), as_("huda")
    assert "Take it" in claim(as_("huda"), noor.rejected).text
    page = badr.post("worklist.take", follow=True, subject_kind="claim", subject_id=noor.rejected)
    assert "You are working on this since" in page.text
    seen = claim(huda, noor.rejected)
    assert "Badr is working on this since 22 Nov 2026, 09:15" in seen.text
    assert "Take it" not in seen.text
    refused = huda.post(
        "worklist.take", follow=True, subject_kind="claim", subject_id=noor.rejected
    )
    assert "Badr is working on this until 09:25" in refused.text
    refused = huda.post("claims.reopen", follow=True, claim_id=noor.rejected)
    assert "Badr is working on this until 09:25" in refused.text
    clock.shift(timedelta(minutes=11))
    assert "Take it" in claim(as_("huda"), noor.rejected).text


def test_nothing_typed_is_lost_where_another_works(as_, noor):
    badr, huda = as_("badr"), as_("huda")
    opened = huda.get("claims.edit", claim_id=noor.draft)
    badr.post("worklist.take", subject_kind="claim", subject_id=noor.draft)
    typed = {"version": opened.value("version"), "page": opened.value("page"), "referral_number": "REF-KEPT",
             "service_date-day": "22", "service_date-month": "11", "service_date-year": "2026", "keep": "1"}  # fmt: skip
    for name in ("policy", "practitioner", "facility", "diagnoses-0-code", "lines-0-service", "lines-0-quantity"):  # fmt: skip
        typed[name] = opened.value(name)
    page = huda.post("claims.save", typed, 409, claim_id=noor.draft)
    assert "Badr is working on this until 09:25" in page.errors[0]
    assert page.value("referral_number") == "REF-KEPT"
    answer = huda.post("claims.keep_draft", typed, 409, claim_id=noor.draft).response
    assert "Badr" in answer.json["error"]
    page = huda.post("claims.send", {"version": opened.value("version")}, 409, claim_id=noor.draft)
    assert "Badr is working on this until 09:25" in page.errors[0]


def test_it_is_kept_and_let_go(as_, noor):
    badr, huda, where = as_("badr"), as_("huda"), {"subject_kind": "claim", "subject_id": noor.rejected}  # fmt: skip
    badr.post("worklist.take", **where)
    badr.post("worklist.keep", **where)
    badr.post("worklist.let_go", **where)
    huda.post("worklist.take", **where)
    assert "You are working on this" in claim(huda, noor.rejected).text


def test_who_may_only_look_takes_nothing(as_, noor):
    where = {"subject_kind": "claim", "subject_id": noor.rejected}
    assert "Take it" not in claim(as_("nadia"), noor.rejected).text
    as_("nadia").post("worklist.take", status=403, **where)
    as_("salma").post("worklist.take", status=404, **where)
