"""How the web server runs; `gunicorn wsgi:app` reads this file by itself."""

import os
from pathlib import Path
from typing import Any

bind = os.environ.get("MAQBUL_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("MAQBUL_WORKERS", "2"))
worker_class = "gthread"
# Each worker's pool holds as many connections (MAQBUL_POOL_SIZE): a thread never waits for one,
# and PostgreSQL sees at most workers x threads of them.
threads = int(os.environ.get("MAQBUL_POOL_SIZE", "4"))
# Every worker loads the house itself: connections and keys never pass through a fork.
preload_app = False
# No door beside the door: one socket in the home directory would be shared by every server.
control_socket_disable = True

timeout = 60
graceful_timeout = 20
keepalive = 5
# Leaked memory ends with its worker; the jitter keeps two from ending together.
max_requests = 10_000
max_requests_jitter = 1_000
# gthread's heartbeat file belongs in memory where there is such a place.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# Without the query string: a search may hold a patient's name. `U` is the path alone.
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(B)s bytes %(L)s s'
accesslog = "-"
errorlog = "-"
loglevel = os.environ.get("MAQBUL_LOG_LEVEL", "info")

# Larger requests are refused before the house sees them; uploads go in the body, not here.
limit_request_line = 4094
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("MAQBUL_TRUSTED_PROXIES", "127.0.0.1")


def post_worker_init(worker: Any) -> None:
    """Tokens of mailed links stand in paths, and a link not yet used still opens."""
    # Not above: the house is loaded by each worker itself.
    from app.kernel.masking import NO_TOKENS

    worker.log.access_log.addFilter(NO_TOKENS)
    worker.log.error_log.addFilter(NO_TOKENS)
