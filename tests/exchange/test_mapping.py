"""From our words to FHIR: every message valid, every amount exact, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.dhamani import encoding, profile, validation
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.messages import (
    APPROVAL_KINDS,
    CancelRequest,
    ClaimSubmission,
    Communication,
    Cover,
    Identification,
    Party,
    PollRequest,
    Question,
    RelatedClaim,
    StatusQuestion,
)
from tests.exchange import samples

GATEWAY = Dhamani(profile.load("sandbox"), "http://127.0.0.1:9")
EXTENSION = "http://dhamani.om/fhir/om/dhamani-fs/StructureDefinition/extension-"

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=40,
)
amounts = st.decimals(min_value=0, max_value=9999, places=3)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def resources(body: bytes) -> dict[str, dict[str, Any]]:
    return {
        entry["resource"]["resourceType"]: entry["resource"]
        for entry in encoding.loads(body)["entry"]
    }


@st.composite
def claims(draw: st.DrawFn) -> ClaimSubmission:
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        quantity, price = draw(st.decimals(min_value=1, max_value=99, places=0)), draw(amounts)
        net = quantity * price
        share = draw(st.decimals(min_value=0, max_value=net, places=3)) if net else Decimal(0)
        lines.append(
            samples.service(
                number, quantity=quantity, unit_price=price, net=net, patient_share=share, payer_share=net - share,
            )
        )  # fmt: skip
    first = draw(days)
    return samples.claim(
        draw(st.from_regex(r"[A-Z]{1,3}-[0-9]{1,12}", fullmatch=True)),
        civil_id=draw(st.from_regex(r"[0-9]{7,9}", fullmatch=True)),
        kind=draw(st.sampled_from(["professional", "pharmacy"])),
        lines=tuple(lines),
        service_from=first,
        service_to=first + timedelta(days=draw(st.integers(0, 3))),
        cover=Cover(
            member_number=draw(words), plan_name=draw(st.just("") | words), network=draw(st.just("") | words),
            relationship=draw(st.sampled_from(["self", "spouse", "child", "parent", "other", "cousin"])),
            valid_from=draw(st.none() | days),
        ),
        practitioner=draw(st.none() | st.just(samples.PractitionerIdentity(licence="L-1", name="د. سالم"))),
        facility=draw(st.none() | st.just(Party(licence="F-1", name="Branch"))),
        related=draw(st.none() | st.builds(
            RelatedClaim, identifier=st.just("CLM-0"), payer_reference=st.just("") | words,
            relationship=st.sampled_from(["prior", "appealing", "associated"]),
        )),
        supporting=draw(st.just(()) | st.just((samples.pdf(), samples.pdf("تقرير")))),
        comment=draw(st.just("") | words),
        approvals=draw(st.just(()) | st.just(("PA-1", "PA-2"))),
        referral_number=draw(st.just("") | words),
        eligibility_reference=draw(st.just("") | words),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims())
def test_every_claim_is_valid_fhir_and_adds_up(said: ClaimSubmission) -> None:
    body = GATEWAY.compose(said).body
    assert validation.faults(body) == []
    claim = resources(body)["Claim"]
    assert claim["total"] == {
        "value": sum(line["net"]["value"] for line in claim["item"]),
        "currency": "OMR",
    }
    for line, ours in zip(claim["item"], said.lines, strict=True):
        assert line["net"]["value"] == ours.net
        shares = {
            e["url"].removeprefix(EXTENSION): e["valueMoney"]["value"] for e in line["extension"]
        }
        assert shares["patient-share"] + shares["payer-share"] == line["net"]["value"]
        assert (
            line["quantity"]["value"] * line["unitPrice"]["value"] * line["factor"] + shares["tax"]
            == ours.net
        )


def test_a_site_and_what_was_told_by_telephone_are_said() -> None:
    lines = (samples.service(1, site="18"), samples.service(2))
    said = samples.claim("C-9", lines=lines, offline_reference="T-1", offline_on=date(2026, 11, 22))
    envelope = GATEWAY.compose(said)
    found = resources(envelope.body)["Claim"]
    told = {
        one["url"].removeprefix(EXTENSION): one.get("valueString", one.get("valueDate"))
        for one in found["extension"]
        if "offline" in one["url"]
    }
    assert told == {
        "eligibility-offline-reference": "T-1",
        "eligibility-offline-date": "2026-11-22",
    }
    assert [line.get("bodySite", {}).get("coding", [{}])[0].get("code") for line in found["item"]] == ["18", None]  # fmt: skip
    assert validation.faults(envelope.body) == []
    half = resources(GATEWAY.compose(replace(said, offline_on=None)).body)["Claim"]
    assert not any("offline" in one["url"] for one in half["extension"])


@pytest.mark.parametrize(
    ("kind", "emergency", "sub_kind", "encounter"),
    [
        ("professional", False, "op", "AMB"),
        ("professional", True, "emr", "EMER"),
        ("oral", True, "op", "AMB"),
        ("institutional", True, "ip", "IMP"),
        ("pharmacy", True, "op", None),
    ],
)
@pytest.mark.parametrize("said", [samples.claim, samples.approval], ids=["claim", "approval"])
def test_an_emergency_is_said_where_the_exchange_has_a_word_for_it(
    said, kind, emergency, sub_kind, encounter
):
    envelope = GATEWAY.compose(said("C-1", kind=kind, emergency=emergency, priority="stat"))
    found = resources(envelope.body)
    assert found["Claim"]["subType"]["coding"][0]["code"] == sub_kind
    assert found["Claim"]["priority"]["coding"][0]["code"] == "stat"
    assert found.get("Encounter", {}).get("class", {}).get("code") == encounter
    assert validation.faults(envelope.body) == []


OTHERS: list[Question] = [
    samples.question("ELG-1"),
    CancelRequest(identifier="T-1", claim_identifier="CLM-1", provider=samples.NOOR, payer=samples.ALPHA),
    StatusQuestion(identifier="T-2", about="CLM-1", about_kind="claim", provider=samples.NOOR, payer=samples.ALPHA),
    PollRequest(identifier="T-3", provider=samples.NOOR, count=20),
    Communication(
        identifier="C-1", about="CLM-1", text="ها هي النتائج", provider=samples.NOOR, payer=samples.ALPHA,
        patient=samples.patient(), in_reply_to="CR-1", attachments=(samples.pdf(),),
    ),
    *(
        samples.approval(f"PA-{kind}", kind=kind, supporting=(samples.pdf(),), comment="صداع", extends="P-1")
        for kind in APPROVAL_KINDS
    ),
]  # fmt: skip


@pytest.mark.parametrize("said", OTHERS, ids=lambda said: type(said).__name__)
def test_every_other_message_is_valid_fhir(said: Question) -> None:
    envelope = GATEWAY.compose(said)
    assert validation.faults(envelope.body) == []
    bundle = encoding.loads(envelope.body)
    header = bundle["entry"][0]["resource"]
    assert (bundle["id"], header["id"]) == (envelope.bundle_id, envelope.header_id)
    assert bundle["timestamp"].endswith("+04:00")
    assert header["sender"]["identifier"]["value"] == "DEMO-P-NOOR"
    focus = header["focus"][0]["reference"]
    assert focus in {entry["fullUrl"] for entry in bundle["entry"]}


@pytest.mark.parametrize("kind", APPROVAL_KINDS)
def test_an_approval_request_says_what_it_is(kind: str) -> None:
    claim = resources(GATEWAY.compose(samples.approval("PA-1", kind=kind, extends="P-9")).body)[
        "Claim"
    ]
    assert (claim["use"], claim["identifier"][0]["system"].rsplit("/", 1)[-1]) == (
        "preauthorization",
        "authorization",
    )
    assert claim["meta"]["profile"][0].endswith(f"/{kind}-priorauth|1.0.0")
    assert claim["insurance"][0]["preAuthRef"] == ["P-9"]
    assert claim["related"][0]["reference"]["value"] == "P-9"
    assert claim["related"][0]["relationship"]["coding"][0]["code"] == "extend"


@pytest.mark.parametrize(("length", "entries"), [(0, 0), (250, 1), (251, 2), (1000, 4)])
def test_a_long_comment_loses_nothing(length: int, entries: int) -> None:
    comment = "ن" * length
    found = resources(GATEWAY.compose(samples.claim("CLM-1", comment=comment)).body)["Claim"]
    parts = [info["valueString"] for info in found.get("supportingInfo", [])]
    assert (len(parts), "".join(parts)) == (entries, comment)


def test_amounts_are_written_with_three_decimals() -> None:
    body = GATEWAY.compose(samples.claim("CLM-1")).body
    assert b'"value":12.500' in body
    assert b'"value":0.000' in body


def test_an_amount_of_four_decimals_is_never_sent() -> None:
    crooked = samples.service(unit_price=Decimal("1.0005"), net=Decimal("1.0005"))
    with pytest.raises(ValueError, match="three decimals"):
        GATEWAY.compose(samples.claim("CLM-1", lines=(crooked,), total=Decimal("1.001")))


def test_the_same_claim_gets_new_ids_and_a_kept_number() -> None:
    first, second = (GATEWAY.compose(samples.claim("CLM-1")) for _ in range(2))
    assert first.header_id != second.header_id
    assert first.bundle_id != second.bundle_id
    assert first.focal_identifier == second.focal_identifier == "CLM-1"


def test_a_new_stamp_changes_nothing_else() -> None:
    before = GATEWAY.compose(samples.claim("CLM-1")).body
    old, new = encoding.loads(before), encoding.loads(GATEWAY.stamp_anew(before))
    del old["timestamp"], new["timestamp"]
    assert old == new


def test_each_document_has_its_own_system() -> None:
    documents = (
        Identification(kind="civil_id", number="1"),
        Identification(kind="resident_card", number="2"),
        Identification(kind="passport", number="P3", country="IN"),
    )
    said = samples.question("ELG-1")
    body = GATEWAY.compose(
        type(said)(**{**said.__dict__, "patient": samples.patient(documents=documents)})
    ).body
    found = {
        identifier["type"]["coding"][0]["code"]: (
            identifier["system"].rsplit("/", 1)[-1],
            identifier["value"],
        )
        for identifier in resources(body)["Patient"]["identifier"]
    }
    assert found == {
        "NI": ("nationalid", "1"),
        "PRC": ("residentcard", "2"),
        "PPN": ("passport", "P3"),
    }


@pytest.mark.parametrize("compose", [samples.claim, samples.approval])
def test_a_medicine_points_at_its_days_of_supply(compose: Any) -> None:
    lines = (
        samples.service(1, days_supply=30),
        samples.service(2),
        samples.service(3, days_supply=7),
    )
    said = compose(
        "P-1", kind="pharmacy", comment="With food", supporting=(samples.pdf(),), prescription_reference="RX-7",
        lines=lines, total=sum(line.net for line in lines),
    )  # fmt: skip
    body = GATEWAY.compose(said).body
    found = resources(body)["Claim"]
    told = {one["sequence"]: one for one in found["supportingInfo"]}

    assert validation.faults(body) == []
    assert found["prescription"]["identifier"]["value"] == "RX-7"
    assert [one.get("informationSequence") for one in found["item"]] == [[4], None, [3]]
    assert [
        (told[n]["category"]["coding"][0]["code"], told[n]["valueQuantity"]["value"])
        for n in (3, 4)
    ] == [("days-supply", 7), ("days-supply", 30)]


def test_an_invalid_message_is_found_before_it_leaves() -> None:
    bundle = encoding.loads(GATEWAY.compose(samples.claim("CLM-1")).body)
    bundle["entry"][1]["resource"]["use"] = None
    del bundle["entry"][1]["resource"]["status"]
    assert any("Claim" in fault for fault in validation.faults(encoding.dumps(bundle)))
