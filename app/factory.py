"""The web application, put together. Reads like a table of contents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    render_template,
    request,
)
from flask_babel import get_locale
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, default_exceptions
from whitenoise import WhiteNoise

from app import blueprints, commands, config, wiring
from app.access import sessions
from app.audit import trail
from app.config import Settings
from app.exchange.banner import banner
from app.extensions import babel, csrf, db
from app.incidents import queries as incidents
from app.kernel import assets, authz, failpoints, headers, idempotency, limits, pagewords
from app.kernel.collisions import is_collision
from app.kernel.db import (
    PLATFORM_ENGINE,
    commit_after_request,
    engine_options,
    psycopg_url,
    watch_connections,
)
from app.kernel.errors import NotFound
from app.kernel.ids import PLATFORM
from app.kernel.masking import NO_TOKENS
from app.kernel.proxies import TrustedProxies
from app.platform_admin import door
from app.support import queries as support
from app.tenants import scope

HOUSE = Path(__file__).parent.parent
MEGABYTE = 1024 * 1024
A_YEAR = 31_536_000
# Owners: while somebody of the operator looks into their account, every page of theirs says so.
SEES_LOOKS = "support.grant"
PAGES_FOR_ERRORS = frozenset({400, 403, 404, 409, 413, 429, 500, 503})


def build(settings: Settings | None = None) -> Flask:
    """The application; raises WrongSetting when a setting is missing or wrong."""
    app = Flask(
        "app", template_folder=str(HOUSE / "templates"), static_folder=str(HOUSE / "static")
    )
    # An address typed by hand is found with and without a slash at its end.
    app.url_map.strict_slashes = False
    configure(app, settings or config.load())
    prepare_database(app)
    prepare_pages(app)
    prepare_requests(app)
    answer_errors(app)
    blueprints.register(app)
    wiring.connect(app)
    commands.register(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Settings into Flask's own names; limits on what a request may weigh."""
    app.extensions["settings"] = settings
    app.logger.addFilter(NO_TOKENS)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MASTER_KEY=settings.master_key,
        SQLALCHEMY_DATABASE_URI=psycopg_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.pool_size),
        SQLALCHEMY_BINDS=platform_bind(settings),
        # A whole paper, and the form around it.
        MAX_CONTENT_LENGTH=(settings.document_megabytes + 2) * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=2000,
        TRAP_HTTP_EXCEPTIONS=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_TIMEZONE="Asia/Muscat",
        BABEL_TRANSLATION_DIRECTORIES=";".join(
            str(directory) for directory in sorted((HOUSE / "translations").iterdir())
        ),
    )
    if settings.failpoint:
        failpoints.arm(settings.failpoint)
        app.wsgi_app = failpoints.Middleware(app.wsgi_app)  # type: ignore[method-assign]


def platform_bind(settings: Settings) -> dict[str, Any]:
    """The operator's own way into the database, where this process may have it."""
    if settings.database_platform_url is None:
        return {}
    url = psycopg_url(settings.database_platform_url)
    return {PLATFORM_ENGINE: {"url": url, **engine_options(settings.pool_size)}}


def prepare_database(app: Flask) -> None:
    """The session, and the walls and the trail that hang in it."""
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            watch_connections(engine)
        scope.watch_sessions()
        trail.watch_sessions()


def prepare_pages(app: Flask) -> None:
    """Languages, components, static files."""
    babel.init_app(app, locale_selector=chosen_locale)
    assets.init_app(app)
    pagewords.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(can=authz.can, idempotency_token=idempotency.new_token)
    app.context_processor(shell)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(HOUSE / "static"),
        prefix="static/",
        max_age=A_YEAR,
        autorefresh=app.debug,
        allow_all_origins=False,
        add_headers_function=headers.on_static_files,
    )
    settings: Settings = app.extensions["settings"]
    if settings.secure_cookies:
        app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]


def prepare_requests(app: Flask) -> None:
    """What stands before and behind every view. What is hung last answers first on the way out."""
    headers.init_app(app)
    sessions.init_app(app)
    door.init_app(app)
    limits.init_app(app)
    commit_after_request(app)
    authz.guard(app)
    csrf.init_app(app)
    idempotency.once_per_token(app)


def chosen_locale() -> str:
    """The language of the signed-in person, else of the browser's choice here, else what it asks for."""
    asked = request.accept_languages.best_match(["en", "ar"]) if has_request_context() else None
    language = g.get("language") or asked or "en"
    return pagewords.BABEL_LOCALES[language]


def shell() -> dict[str, Any]:
    """What every page's frame needs."""
    settings: Settings = _settings()
    locale = get_locale()
    language = "ar" if locale is not None and locale.language == "ar" else "en"
    actor = authz.current_actor()
    of_tenant = actor if actor and actor.tenant_id != PLATFORM else None
    return {
        "product_name": settings.product_name_ar if language == "ar" else settings.product_name,
        "locale": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "navigation": blueprints.navigation(of_tenant) if of_tenant else [],
        "actor": actor,
        "banner": banner() if of_tenant else None,
        "incidents": incidents.current() if of_tenant else [],
        "home_url": g.get("home_url", "/"),
        "practice_mode": g.get("practice_mode", False),
        "idle_minutes": settings.idle_minutes,
        "single_keys": "on" if g.get("single_keys", True) else "off",
        "theme": g.get("theme", "auto"),
        "support": g.get("support_frame"),
        "looked_on": support.looking_now() if of_tenant and of_tenant.can(SEES_LOOKS) else [],
    }


def _settings() -> Settings:
    return current_app.extensions["settings"]


def answer_errors(app: Flask) -> None:
    """Every refusal is a friendly page; nothing of the inside is shown."""
    for code in default_exceptions:
        app.register_error_handler(code, http_error)
    app.register_error_handler(NotFound, lambda _: error_page(404))
    app.register_error_handler(StaleDataError, lambda _: error_page(409))
    app.register_error_handler(OperationalError, trouble_page)


def trouble_page(error: OperationalError) -> Response:
    """What the database ended so that another could go on may be tried again; all else is our trouble."""
    if not is_collision(error):
        raise error
    db.session.rollback()
    return error_page(409)


def http_error(error: HTTPException) -> Response:
    """The page of an HTTP error, with the headers that belong to it."""
    response = error_page(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() in {"retry-after", "allow"}:
            response.headers[name] = value
    return response


def error_page(code: int) -> Response:
    """The page for this code, or for the family it belongs to."""
    if code >= 500:
        db.session.rollback()
    known = code if code in PAGES_FOR_ERRORS else (500 if code >= 500 else 400)
    return Response(render_template(f"errors/{known}.html"), code)
