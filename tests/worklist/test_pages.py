"""Two people before one rejected claim."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

pytestmark = pytest.mark.usefixtures("clock")


def by_itself(person, verb, status, token, **where):
    """What the script of an open page says, which no person pressed."""
    headers = {"X-By-Itself": "1", "HX-Request": "true", "X-CSRF-Token": token, "Idempotency-Key": str(uuid4())}  # fmt: skip
    path = f"/worklist/{where['subject_kind']}/{where['subject_id']}/{verb}"
    answer = person.client.post(path, headers=headers)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


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


def test_an_open_page_keeps_it_by_itself_and_the_session_no_longer(as_, noor, clock):
    badr = as_("badr")
    where = {"subject_kind": "claim", "subject_id": noor.rejected}
    page, token = badr.post("worklist.take", follow=True, **where), badr.csrf()
    (lease,) = [one for one in page.tree.iter() if one.get("data-lease") is not None]
    assert lease.get("hx-post").endswith("/keep")
    assert lease.get("hx-trigger") == "every 180s"
    assert lease.get("hx-headers") == '{"X-By-Itself": "1"}'
    clock.shift(timedelta(minutes=8))
    piece = by_itself(badr, "keep", 200, token, **where)
    assert "You are working on this since" in piece
    assert "09:15" in piece
    assert "C-2026" not in piece, "who works is told, not on what"
    clock.shift(timedelta(minutes=8))
    assert "Take it" not in claim(as_("huda"), noor.rejected).text, "kept by the open page"
    clock.shift(timedelta(minutes=8))
    by_itself(badr, "keep", 401, token, **where)
    assert "Take it" in claim(as_("huda"), noor.rejected).text, "an idle desk holds nothing"


def test_an_open_page_learns_that_another_took_over(as_, noor):
    badr, huda = as_("badr"), as_("huda")
    where = {"subject_kind": "claim", "subject_id": noor.rejected}
    badr.post("worklist.take", **where)
    token = badr.csrf()
    badr.post("worklist.let_go", **where)
    huda.post("worklist.take", **where)
    piece = by_itself(badr, "keep", 200, token, **where)
    assert "Huda" in piece
    assert "is working on this since" in piece
    assert "hx-post" not in piece


def test_who_leaves_or_signs_out_holds_nobody_up(as_, noor):
    badr, huda = as_("badr"), as_("huda")
    first = {"subject_kind": "claim", "subject_id": noor.rejected}
    second = {"subject_kind": "claim", "subject_id": noor.draft}
    badr.post("worklist.take", **first)
    badr.post("worklist.take", **second)
    assert by_itself(badr, "let-go", 204, badr.csrf(), **second) == ""
    huda.post("worklist.take", **second)
    assert "You are working on this" in claim(huda, noor.draft).text
    assert "Badr is working on this" in claim(huda, noor.rejected).text
    badr.post("access.sign_out")
    huda.post("worklist.take", follow=True, **first)
    assert "You are working on this" in claim(huda, noor.rejected).text


def test_lists_of_work_say_who_is_at_it(as_, noor):
    badr, huda = as_("badr"), as_("huda")
    badr.post("worklist.take", subject_kind="claim", subject_id=noor.rejected)
    for door in ("home.index", "claims.rejected"):
        assert "Badr is working on it" in huda.get(door).text, door
        assert "You are working on it" in badr.get(door).text, door
    badr.post("worklist.let_go", subject_kind="claim", subject_id=noor.rejected)
    for door in ("home.index", "claims.rejected"):
        assert "working on it" not in huda.get(door).text, door
