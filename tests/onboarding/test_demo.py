"""The demo's applications go through the real verbs, each to its own state."""

from __future__ import annotations

import psycopg

from app.demo import applying


def test_three_applications_in_different_states(context, cluster, database_name):
    applying.play()
    with psycopg.connect(cluster.url(database_name)) as connection:
        query = "SELECT entity, outcome, status FROM applications ORDER BY status"
        found = connection.execute(query).fetchall()
    assert found == [
        ("medical_center", "both", "collecting"),
        ("pharmacy", "person", "draft"),
        ("clinic", "saas", "submitted"),
    ]
