"""The ceilings: bare Flask views on the same server, with nothing around them. Started by gunicorn."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from uuid import UUID

from flask import Flask, Response, redirect, render_template, request
from psycopg_pool import ConnectionPool

from benchmarks.replaying import Target, replay

ROWS = """
SELECT c.id, c.number, c.service_date, p.name_en, y.name_en, c.status, c.adjudication, c.net,
       c.payer_share, c.approved
FROM claims c JOIN patients p ON p.tenant_id = c.tenant_id AND p.id = c.patient_id
JOIN payers y ON y.id = c.payer_id
WHERE c.tenant_id = %s ORDER BY c.service_date DESC, c.id DESC LIMIT 25
"""
TABLE = """<!doctype html><html lang="en"><head><title>Claims</title></head><body><h1>Claims</h1>
<table><thead><tr>{% for word in ("Number", "Visit", "Patient", "Insurer", "Status", "Decision", "Total",
"Insurer share", "Approved") %}<th>{{ word }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/claims/{{ row[0] }}">{{ row[1] }}</a></td>
{% for cell in row[2:] %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</tbody></table></body></html>"""


def create_app() -> Flask:
    """Two views: one writes what a submit writes, one lists 25 claims."""
    app = Flask("ceiling")
    # Compiled once, as a template in a file would be: a page that is compiled anew is no ceiling.
    table = app.jinja_env.from_string(TABLE)
    size = int(os.environ.get("MAQBUL_POOL_SIZE", "4"))
    pool = ConnectionPool(os.environ["CEILING_DATABASE_URL"], min_size=size, max_size=size)
    # The list's bare view stands behind no wall: it asks for one tenant and is believed.
    bare = ConnectionPool(os.environ["CEILING_BARE_URL"], min_size=size, max_size=size)
    file = Path(os.environ["CEILING_RECIPE"])
    recipe = pickle.loads(file.read_bytes())  # noqa: S301 - written by this very run

    @app.get("/")
    def here() -> str:
        return "here"

    @app.post("/send")
    def send() -> Response:
        form = request.form
        names = ("tenant_id", "user_id", "lane_id", "claim_id")
        with pool.connection() as connection:
            replay(connection, recipe, Target(*(UUID(form[name]) for name in names)))
        return redirect(f"/claims/{form['claim_id']}/sent", 303)  # type: ignore[return-value]

    @app.get("/claims/<uuid:tenant_id>")
    def claims(tenant_id: UUID) -> str:
        with bare.connection() as connection:
            rows = connection.execute(ROWS, [tenant_id]).fetchall()
        return render_template(table, rows=rows)

    return app
