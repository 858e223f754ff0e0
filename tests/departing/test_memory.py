"""However many rows there are, an export of them takes the same memory."""

from __future__ import annotations

import tracemalloc

from sqlalchemy import text

from app.departing import exporting
from app.kernel.db import db
from app.tenants.scope import in_tenant

# Pieces that every round fills, so that a full one is not taken for growth.
SMALL = 16 * 1024
FILL = text(
    "INSERT INTO counters (tenant_id, id, name, value) "
    "SELECT :tenant, gen_random_uuid(), 'row ' || n, n FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) n"
)


def test_ten_times_the_rows_take_the_same_memory(app, people):
    tenant_id, peaks, sizes = people["amal"].tenant_id, [], []
    with app.app_context(), in_tenant(tenant_id):
        for first, last in ((1, 1_000), (1_001, 2_000), (2_001, 20_000)):
            db.session.execute(FILL, {"tenant": tenant_id, "first": first, "last": last})
            db.session.commit()
            tracemalloc.start()
            try:
                sizes.append(exporting.stream(len, lambda _done, _total: None, SMALL).written)
                peaks.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
    # The first round also fills what is remembered for good.
    assert sizes[2] > 5 * sizes[1]
    assert peaks[2] < peaks[1] * 1.2, (peaks, sizes)
