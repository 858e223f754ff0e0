"""What no request may be, whatever it asks for: looked at before anything reads it."""

from __future__ import annotations

from flask import Flask, abort, request

# No form of ours names a field at greater length; so the numbers in a name stay small too.
LONGEST_NAME = 100
URL_ENCODED = "application/x-www-form-urlencoded"


def init_app(app: Flask) -> None:
    """Refuse what nothing behind the door could take: hung before the guards, behind the headers."""

    @app.teardown_request
    def close_uploads(_error: BaseException | None) -> None:
        request.close()

    @app.before_request
    def look_at_shape() -> None:
        # PostgreSQL keeps no NUL, and no person types one into an address.
        if any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
            abort(400)
        # Werkzeug bounds the parts of a multipart form only.
        longest = app.config["MAX_FORM_MEMORY_SIZE"]
        if request.mimetype == URL_ENCODED and (request.content_length or 0) > longest:
            abort(413)
        if any(len(name) > LONGEST_NAME for name in request.form):
            abort(400)
