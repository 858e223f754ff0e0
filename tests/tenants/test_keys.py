"""The third wall: sealed under the tenant's own key, bound to its place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import update

from app.kernel.crypto import CannotOpen
from app.kernel.db import db
from app.tenants.keys import KeyDestroyed, index_of, open_text, seal_text
from app.tenants.models import TenantKey

PLACE = {"table": "patients", "column": "phone_sealed"}


def test_what_was_sealed_opens_in_its_place_only(in_noor):
    row, other = uuid4(), uuid4()
    sealed = seal_text("91234567", **PLACE, row_id=row)
    assert b"91234567" not in sealed
    assert open_text(sealed, **PLACE, row_id=row) == "91234567"
    with pytest.raises(CannotOpen):
        open_text(sealed, **PLACE, row_id=other)
    with pytest.raises(CannotOpen):
        open_text(sealed, table="patients", column="other", row_id=row)


def test_the_same_text_never_looks_the_same(in_noor):
    row = uuid4()
    assert seal_text("1", **PLACE, row_id=row) != seal_text("1", **PLACE, row_id=row)


def test_a_changed_byte_does_not_open(in_noor):
    row = uuid4()
    sealed = bytearray(seal_text("91234567", **PLACE, row_id=row))
    sealed[-1] ^= 1
    with pytest.raises(CannotOpen):
        open_text(bytes(sealed), **PLACE, row_id=row)


def test_another_tenant_can_neither_open_nor_recognise_it(inside):
    row = uuid4()
    with inside("amal"):
        sealed, index = (
            seal_text("91234567", **PLACE, row_id=row),
            index_of("91234567", purpose="p"),
        )
    with inside("salma"):
        assert index_of("91234567", purpose="p") != index
        with pytest.raises(CannotOpen):
            open_text(sealed, **PLACE, row_id=row)


def test_destroying_the_key_destroys_the_data(in_noor):
    row = uuid4()
    sealed = seal_text("91234567", **PLACE, row_id=row)
    db.session.execute(update(TenantKey).values(wrapped_data_key=None, wrapped_index_key=None))
    db.session.commit()
    db.session.remove()
    with pytest.raises(KeyDestroyed):
        open_text(sealed, **PLACE, row_id=row)
