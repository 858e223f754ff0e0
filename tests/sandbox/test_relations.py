"""Corrections, complaints, and letting go: what the payer accepts as following what."""

import pytest

from app.sandbox import schema
from tests.sandbox import letters
from tests.sandbox.conftest import errors, outcomes, reasons

BOTH = (letters.CONSULTATION, letters.CBC)


@pytest.fixture
def denied(noor, time):
    """A judged claim at GammaIns whose second line, a blood count, was denied."""
    letter = letters.claim(time.now, *BOTH, payer="DEMO-GAMMA")
    assert outcomes(noor.say(letter)) == ["approved", "rejected"]
    return letter


def complaint(
    time, about, *lines, sequences=(2,), comment="Fever for five days.", file=b"%PDF-1.7 result", **more
):  # fmt: skip
    """A complaint about some lines of a claim, under their old sequences."""
    said = [letters.comment(comment)] if comment else []
    said += [letters.file(file, sequence=len(said) + 1)] if file else []
    letter = letters.claim(
        time.now,
        *(lines or (letters.CBC,)),
        payer=about.payer,
        related=letters.following(about, "appealing"),
        **({"supportingInfo": said} if said else {}),
        **more,
    )
    for item, sequence in zip(letter.focal["item"], sequences, strict=True):
        item["sequence"] = sequence
    return letter


def test_a_complaint_with_new_evidence_wins_back_its_line(noor, time, denied, rows):
    answer = noor.say(complaint(time, denied))
    assert ([item["itemSequence"] for item in answer["item"]], outcomes(answer)) == (
        [2],
        ["approved"],
    )
    about, complained = rows(schema.claims)
    assert (str(about.benefit), str(complained.benefit)) == ("16.700", "4.200")
    assert (complained.related_id, complained.relationship) == (about.id, "appealing")


def test_a_comment_alone_overturns_nothing(noor, time, denied, rows):
    assert reasons(noor.say(complaint(time, denied, file=b""))) == ["MNEC-003"]
    about, complained = rows(schema.claims)
    assert (str(about.benefit), str(complained.benefit)) == ("12.500", "0.000")


@pytest.mark.parametrize("came", ["with the claim", "with a complaint", "in words"])
def test_what_the_payer_has_seen_already_overturns_nothing(noor, time, switch, came, polled):
    seen = b"%PDF-1.7 the old letter"
    with_claim = {"supportingInfo": [letters.file(seen)]} if came == "with the claim" else {}
    about = letters.claim(time.now, *BOTH, payer="DEMO-GAMMA", **with_claim)
    assert outcomes(noor.say(about)) == ["approved", "rejected"]
    switch("DEMO-GAMMA", temper="denying")
    if came == "with a complaint":
        assert outcomes(noor.say(complaint(time, about, file=seen))) == ["rejected"]
    if came == "in words":
        noor.post(letters.communication(time.now, about, "See the letter.", letters.attached(seen)))
        time.pass_seconds(3)
        assert [outcomes(answer) for answer in polled()] == [["rejected", "rejected"]]
    switch("DEMO-GAMMA", temper="partly-denying")
    assert reasons(noor.say(complaint(time, about, file=seen))) == ["MNEC-003"]
    assert outcomes(noor.say(complaint(time, about, file=b"%PDF-1.7 new"))) == ["approved"]


def test_no_evidence_takes_the_place_of_an_approval(noor, time):
    three = (letters.CONSULTATION, letters.CBC, letters.XRAY)
    about = letters.claim(time.now, *three, payer="DEMO-GAMMA")
    assert outcomes(noor.say(about)) == ["approved", "rejected", "rejected"]
    answer = noor.say(complaint(time, about, letters.CBC, letters.XRAY, sequences=(2, 3)))
    assert outcomes(answer) == ["approved", "rejected"]
    assert reasons(answer) == ["AUTH-001"]


def test_what_a_complaint_won_is_owed_under_the_claim(noor, time, denied, control, polled):
    noor.say(complaint(time, denied))
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    (paid,) = polled()
    (detail,) = paid["detail"]
    assert detail["request"]["identifier"] == denied.focal["identifier"][0]
    assert str(detail["amount"]["value"]) == "16.7"


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"comment": ""}, "SBX-037"),
        ({"sequences": (3,)}, "SBX-036"),
        ({"sequences": (1,)}, "SBX-036"),
        ({"lines": (letters.CBC, letters.XRAY), "sequences": (2, 3)}, "SBX-036"),
        ({"lines": ({**letters.CBC, "price": "4.100"},)}, "SBX-036"),
        ({"sequences": (0,)}, "BV-00044"),
    ],
)
def test_a_complaint_brings_its_old_lines_and_a_comment(*, noor, time, denied, bend, code):
    lines = bend.pop("lines", ()) if "lines" in bend else ()
    assert errors(noor.say(complaint(time, denied, *lines, **bend))) == [code]


def test_only_one_complaint_is_open_at_a_time(noor, time, denied, switch, polled):
    switch("DEMO-GAMMA", temper="pended")
    assert noor.say(complaint(time, denied))["outcome"] == "queued"
    assert errors(noor.say(complaint(time, denied))) == ["SBX-034"]
    correction = letters.claim(
        time.now, *BOTH, payer="DEMO-GAMMA", related=letters.following(denied, "prior")
    )
    assert errors(noor.say(correction)) == ["SBX-034"]
    time.pass_seconds(3)
    assert [outcomes(answer) for answer in polled()] == [["approved"]]
    assert noor.say(complaint(time, denied))["outcome"] == "queued"


def test_a_complaint_may_be_upheld(noor, time, denied, switch):
    switch("DEMO-GAMMA", temper="denying")
    assert reasons(noor.say(complaint(time, denied))) == ["MNEC-003"]


def test_a_correction_takes_the_place_of_its_claim(noor, time, denied, rows, sandbox):
    correction = letters.claim(
        time.now,
        *BOTH,
        payer="DEMO-GAMMA",
        related=letters.following(denied, "prior"),
        supportingInfo=[letters.comment("The diagnosis was missing.")],
    )
    assert outcomes(noor.say(correction)) == ["approved", "approved"]
    first, second = rows(schema.claims)
    assert (first.superseded_by, str(first.benefit), str(second.benefit)) == (
        second.id,
        "0.000",
        "16.700",
    )
    again = letters.claim(
        time.now, *BOTH, payer="DEMO-GAMMA", related=letters.following(denied, "prior")
    )
    assert errors(noor.say(again)) == ["SBX-033"]
    (held,) = sandbox.test_client().get("/_ledger/effective").json["effective"]
    assert (held["claims"], held["superseded"], held["benefit"]) == (1, 1, "16.700")


def test_a_cancelled_correction_gives_its_place_back(noor, time, denied, rows):
    correction = letters.claim(
        time.now, *BOTH, payer="DEMO-GAMMA", related=letters.following(denied, "prior")
    )
    noor.say(correction)
    noor.say(letters.task(time.now, "cancel", correction))
    first = rows(schema.claims)[0]
    assert (first.superseded_by, str(first.benefit)) == (None, "12.500")


def test_what_was_paid_before_a_correction_is_taken_back(noor, time, denied, control, polled):
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    correction = letters.claim(
        time.now, *BOTH, payer="DEMO-GAMMA", related=letters.following(denied, "prior")
    )
    noor.say(correction)
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    first, second = polled()
    assert [d["amount"]["value"] for d in first["detail"]] == [12.5]
    assert [d["amount"]["value"] for d in second["detail"]] == [-12.5, 12.5]
    back = second["detail"][0]
    assert back["type"]["coding"][0]["code"] == "adjustment"
    assert back["predecessor"] == first["detail"][0]["identifier"]


def test_a_claim_that_waits_cannot_be_followed(noor, time, switch):
    switch("DEMO-GAMMA", temper="manual")
    waiting = letters.claim(time.now, *BOTH, payer="DEMO-GAMMA")
    noor.say(waiting)
    assert errors(noor.say(complaint(time, waiting))) == ["SBX-035"]


def test_a_cancelled_claim_cannot_be_followed(noor, time, denied):
    noor.say(letters.task(time.now, "cancel", denied))
    assert errors(noor.say(complaint(time, denied))) == ["SBX-032"]


def test_an_associated_claim_only_needs_to_be_known(noor, time, denied):
    more = letters.claim(
        time.now, letters.XRAY, payer="DEMO-ALPHA", related=letters.following(denied, "associated")
    )
    assert errors(noor.say(more)) == ["BV-00725"]
    fitting = letters.claim(
        time.now,
        letters.CONSULTATION,
        payer="DEMO-GAMMA",
        related=letters.following(denied, "associated"),
        patient_id="12345680",
    )
    assert outcomes(noor.say(fitting)) == ["approved"]
    extending = letters.claim(
        time.now, letters.XRAY, payer="DEMO-GAMMA", related=letters.following(denied, "extend")
    )
    assert errors(noor.say(extending)) == ["SBX-021"]


def nullify(time, about, reason):
    task = letters.task(time.now, "cancel", about)
    task.focal["code"] = letters.concept(letters.TERM + "task-code", "nullify")
    task.focal["reasonCode"] = letters.concept(letters.TERM + "task-reason-code", reason)
    return task


def test_only_a_wrong_entry_is_nullified(noor, time, denied, rows):
    assert errors(noor.say(nullify(time, denied, "NP"))) == ["SBX-038"]
    done = noor.say(nullify(time, denied, "TAS"))
    assert (done["status"], done["output"][0]["valueString"]) == ("completed", "nullified")
    assert (rows(schema.claims)[0].state, rows(schema.claims)[0].struck) == ("cancelled", True)
    assert errors(noor.say(letters.task(time.now, "cancel", denied))) == ["BV-00143"]


def test_what_is_paid_is_not_cancelled(noor, time, denied, control):
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    assert errors(noor.say(letters.task(time.now, "cancel", denied))) == ["BV-00446"]


def test_what_was_paid_for_a_struck_claim_is_taken_back(noor, time, denied, control, polled, rows):
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    assert noor.say(nullify(time, denied, "WI"))["status"] == "completed"
    control("pay", payer="DEMO-GAMMA", sender=letters.PROVIDER)
    paid, back = polled()
    assert [d["amount"]["value"] for d in (*paid["detail"], *back["detail"])] == [12.5, -12.5]
    (detail,) = back["detail"]
    assert detail["predecessor"] == paid["detail"][0]["identifier"]
    assert detail["request"]["identifier"] == denied.focal["identifier"][0]
    (struck,) = rows(schema.claims)
    assert (struck.state, str(struck.benefit), str(struck.paid)) == ("cancelled", "0.000", "0.000")


def test_a_claim_that_was_corrected_is_not_struck(noor, time, denied):
    correction = letters.claim(
        time.now, *BOTH, payer="DEMO-GAMMA", related=letters.following(denied, "prior")
    )
    noor.say(correction)
    assert errors(noor.say(nullify(time, denied, "WI"))) == ["BV-00446"]
