"""Whose word counts on where a request came from: only that of the proxies named in the settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TrustedProxies:
    """Believes X-Forwarded-For, -Proto and -Host from the named peers, and from nobody else."""

    def __init__(self, application: WSGIApplication, peers: Collection[str]) -> None:
        self._direct = application
        self._forwarded = ProxyFix(application, x_for=1, x_proto=1, x_host=1)
        self._peers = frozenset(peers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_proxy = environ.get("REMOTE_ADDR") in self._peers
        return (self._forwarded if is_proxy else self._direct)(environ, start_response)
