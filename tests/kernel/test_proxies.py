"""What a proxy says of a request is believed only from the proxies that were named."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from app.kernel.proxies import TrustedProxies

SAID = {"X-Forwarded-For": "10.0.0.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}  # fmt: skip


def _seen(peer: str) -> tuple[str, str, str]:
    found = {}

    def application(environ, start_response):
        found.update(environ)
        start_response("200 OK", [])
        return [b""]

    environ = create_environ(base_url="http://maqbul.example/", headers=SAID)
    environ["REMOTE_ADDR"] = peer
    run_wsgi_app(TrustedProxies(application, ("127.0.0.1", "::1")), environ)
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_a_named_proxy_is_believed(peer):
    assert _seen(peer) == ("10.0.0.7", "https", "evil.example")


@pytest.mark.parametrize("peer", ["10.0.0.9", "127.0.0.2", ""])
def test_anybody_else_is_not(peer):
    assert _seen(peer) == (peer, "http", "maqbul.example")
