# ruff: noqa: INP001 - a folder of sources and one script, not a package
"""Serve the gallery of components with sample data: python assets/gallery.py PORT."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask, Response, g, jsonify, render_template, request  # noqa: E402
from flask_babel import Babel  # noqa: E402
from gallery_sample import sample  # noqa: E402
from jinja2 import StrictUndefined  # noqa: E402

from app.kernel import assets, clock, pagewords  # noqa: E402

NAVIGATION = (
    ("inbox", "Needs you", "يحتاج إليك", "q", ""), ("shield-check", "Eligibility", "الأهلية", "e", "e"),
    ("users", "Patients", "المرضى", "p", ""), ("file-invoice", "Claims", "المطالبات", "c", ""),
    ("clipboard-check", "Approvals", "الموافقات", "a", ""), ("pill", "Pharmacy", "الصيدلية", "m", ""),
    ("cash", "Payments", "المدفوعات", "b", ""), ("files", "Documents", "المستندات", "d", ""),
    ("chart-bar", "Reports", "التقارير", "r", ""), ("settings", "Settings", "الإعدادات", "s", ""),
)  # fmt: skip


def language() -> str:
    """The language asked for in the address."""
    return "ar" if request.args.get("lang") == "ar" else "en"


def shell() -> dict[str, Any]:
    """What the application's factory gives every template, made up."""
    lang = language()
    place = ("Clinic Noor", "Al Khuwair") if lang == "en" else ("عيادة نور", "الخوير")
    items = [
        {"icon": icon, "label": ar if lang == "ar" else en, "words": f"{en} {ar}", "url": f"/?lang={lang}#{key}",
         "key": key, "shortcut": shortcut, "current": key == "c", "count": 4 if key == "q" else None}
        for icon, en, ar, key, shortcut in NAVIGATION
    ]  # fmt: skip
    down = {"tone": "warning", "title": "The exchange is not answering." if lang == "en" else "المنصة لا تستجيب.",
            "text": "Claims wait here and are sent once when it is back." if lang == "en" else "تنتظر المطالبات هنا وتُرسل مرة واحدة عند عودتها.",
            "since": clock.now() - timedelta(hours=1)}  # fmt: skip
    return {
        "product_name": "Maqbul" if lang == "en" else "مقبول", "locale": lang, "direction": "rtl" if lang == "ar" else "ltr",
        "navigation": items, "banner": down if request.args.get("state") == "practice" else None,
        "practice_mode": request.args.get("state") == "practice", "idle_minutes": request.args.get("idle", "10"),
        "theme": request.args.get("theme", "auto"), "home_url": "/",
        "actor": SimpleNamespace(name="Maryam Al Balushi" if lang == "en" else "مريم البلوشية", tenant_name=place[0],
                                 can=lambda _name: True, branch_name=place[1], role_labels=["Receptionist" if lang == "en" else "موظفة استقبال"]),
    }  # fmt: skip


def create() -> Flask:
    """A small application around the real templates, styles and script."""
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.secret_key = secrets.token_hex()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations" / "shell")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.debug = True
    Babel(app, locale_selector=language)
    assets.init_app(app)
    pagewords.init_app(app)
    app.context_processor(shell)
    app.jinja_env.globals.update(
        csp_nonce=lambda: g.nonce,
        csrf_token=lambda: "sample",
        idempotency_token=lambda: "sample",
        can=lambda _name: True,
    )
    add_doors(app)
    add_answers(app)
    return app


def add_doors(app: Flask) -> None:
    """The pages of the gallery, under the policy that production sends."""

    @app.before_request
    def nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)
        g.digits = request.args.get("digits", "latn")

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{g.nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    @app.route("/", methods=["GET", "POST"])
    def gallery() -> str:
        return render_template("gallery.html", **sample(language(), request.args.get("state", "")))

    @app.get("/errors/<int:number>")
    def error(number: int) -> tuple[str, int]:
        return render_template(f"errors/{number}.html"), number


def add_answers(app: Flask) -> None:
    """What the scripts of a page ask for: a search, the autosave, the lock."""

    @app.get("/find")
    def find() -> Response:
        words = request.args["q"].lower()
        codes = (
            ("J45.909", "Asthma, unspecified"),
            ("J06.9", "Acute upper respiratory infection"),
            ("E11.9", "Type 2 diabetes"),
        )
        return jsonify(
            [
                {"value": c, "text": f"{c} {t}", "hint": "ICD-10-CM"}
                for c, t in codes
                if words in f"{c} {t}".lower()
            ]
        )

    @app.post("/draft")
    def draft() -> Response:
        return jsonify(version=2)

    @app.post("/sign-in/lock")
    def lock() -> tuple[str, int]:
        return "", 204

    @app.post("/sign-in/unlock")
    def unlock() -> tuple[Response, int]:
        return (
            (jsonify(csrf="renewed"), 200)
            if request.json["password"] == "right"
            else (jsonify(), 401)
        )


if __name__ == "__main__":
    create().run(port=int(sys.argv[1]), use_reloader=False)
