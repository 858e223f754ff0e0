"""Whatever a payer sends: read, or refused as unreadable; never anything else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.dhamani.reading.message import read
from app.exchange.gateway import ExchangeError
from tests.exchange.test_reading import PROFILE, Bundle, focal, reading, recorded


def broken(change: Callable[[Bundle], Any]) -> Bundle:
    bundle = copy.deepcopy(recorded("claim_partial"))
    change(bundle)
    return bundle


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b.update(type="collection"),
        lambda b: b.update(entry=[]),
        lambda b: b["entry"][0]["resource"].update(resourceType="Patient"),
        lambda b: b["entry"][0]["resource"].pop("id"),
        lambda b: b["entry"][0]["resource"]["eventCoding"].update(code="surprise"),
        lambda b: b["entry"][0]["resource"]["eventCoding"].update(code="claim-request"),
        lambda b: b["entry"][0]["resource"]["response"].update(code="perhaps"),
        lambda b: focal(b).update(resourceType="Claim"),
        lambda b: focal(b).update(outcome="fine"),
        lambda b: focal(b)["extension"][0]["valueCodeableConcept"]["coding"][0].update(
            code="maybe"
        ),
        lambda b: focal(b)["item"][0].pop("itemSequence"),
        lambda b: focal(b)["total"][0]["amount"].update(currency="USD"),
        lambda b: (focal(b).pop("item"), focal(b).pop("extension")),
    ],
)
def test_what_decides_and_means_nothing_is_unreadable(change: Callable[[Bundle], Any]) -> None:
    with pytest.raises(ExchangeError) as caught:
        reading(broken(change))
    assert (caught.value.kind, caught.value.retryable) == ("unreadable", False)


def test_extra_elements_and_other_cases_do_no_harm() -> None:
    bundle = recorded("claim_partial")
    for entry in bundle["entry"]:
        entry["fullUrl"] = entry["fullUrl"].upper()
    focal(bundle).update({"novelty": {"deep": [1, 2]}, "contained": [{"resourceType": "Basic"}]})
    assert reading(bundle).answer.judgement == "partial"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "value", "code", "resource", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["eligibility_covered", "claim_partial", "payment"]), st.data())
def test_nothing_a_payer_says_breaks_the_reader(name: str, data: st.DataObject) -> None:
    bundle = recorded(name)
    paths = list(places(bundle))
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(paths))
        holder[key] = data.draw(junk)
    assert outcome_of(json.dumps(bundle, default=float).encode()) in {"read", "unreadable"}


def outcome_of(body: bytes) -> str:
    try:
        read(PROFILE, body)
    except ExchangeError as problem:
        return problem.kind
    return "read"


def places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in pairs:
        found.append((value, key))
        found += places(inner)
    return found
