"""What one value may mend in many claims, and what it may not: nobody treated by typing it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.batches import repairs
from app.batches.values import FINISH, UNFINISHED, Group
from app.claims.scrubbing import fixes
from app.claims.values import BLOCK, Finding


def group(code: str, fix: str, field: str = "") -> Group:
    example = Finding(
        code=code, severity=BLOCK, field=field, sentence="x", fix=fix, at_stake=Decimal(0)
    )
    return Group(code=code, fix=fix, severity=BLOCK, example=example, claims=())


@pytest.mark.parametrize(
    ("code", "fix", "field", "kind"),
    [
        ("CHK-22", fixes.CHOOSE_PRACTITIONER, "practitioner", "practitioner"),
        ("CHK-22", fixes.RENEW_LICENCE, "practitioner", None),
        ("CHK-23", fixes.CHOOSE_PRACTITIONER, "practitioner", None),
        ("CHK-24", fixes.CHOOSE_PRACTITIONER, "lines-0-code", None),
        ("CHK-21", fixes.RENEW_LICENCE, "facility", None),
        ("CHK-26", fixes.REGISTER_BRANCH, "facility", "branch"),
        ("CHK-81", fixes.CORRECT_SHARE, "total", None),
        ("CHK-81", fixes.CORRECT_SHARE, "lines-0-patient_share", "again"),
        ("CHK-80", fixes.CORRECT_PRICE, "lines-0-unit_price", "prices"),
    ],
)
def test_what_is_mended_at_once(code, fix, field, kind):
    assert repairs.kind_of(group(code, fix, field)) == kind


def test_what_was_half_typed_is_finished_by_hand():
    one = Group(code=UNFINISHED, fix=FINISH, severity=BLOCK, example=None, claims=())
    assert repairs.kind_of(one) is None
