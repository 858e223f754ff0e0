"""The load: a few browsers that keep their connection, in a process of their own."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

PATIENCE_SECONDS = 30.0
BROWSERS = 8


class WrongAnswer(RuntimeError):
    """A request was answered otherwise than the measurement expects."""


@dataclass(frozen=True)
class Request:
    """One request; the body is an encoded form."""

    method: str
    path: str
    body: str = ""
    cookie: str = ""


@dataclass
class Outcome:
    """How many requests were answered in how many seconds, and how long each took."""

    answered: int
    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


def press(
    port: int, requests: Sequence[Request], *, seconds: float, status: int, again: bool = False
) -> Outcome:
    """Send the requests from several browsers until they or the seconds run out; `again` begins anew."""
    order = {
        "port": port, "seconds": seconds, "status": status, "again": again,
        "requests": [asdict(one) for one in requests],
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(order), capture_output=True, text=True, check=False,
        timeout=seconds + PATIENCE_SECONDS * 2,
    )  # fmt: skip
    if told.returncode != 0:
        raise WrongAnswer(told.stderr.strip()[-1500:])
    return Outcome(**json.loads(told.stdout))


def ask(port: int, one: Request, *, status: int) -> str:
    """One request on a line of its own, and the page it brought."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        answer, body = _ask(line, one)
    finally:
        line.close()
    if answer != status:
        raise WrongAnswer(f"{one.method} {one.path} was answered with {answer}")
    return body.decode()


class _Browsers:
    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._requests = [Request(**one) for one in order["requests"]]
        self._next = 0
        self._turn = threading.Lock()
        self._until = 0.0
        self.latencies: list[float] = []
        self.problems: list[str] = []

    def run(self) -> Outcome:
        threads = [threading.Thread(target=self._browse) for _ in range(BROWSERS)]
        started = time.perf_counter()
        self._until = started + self._order["seconds"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Outcome(len(self.latencies), time.perf_counter() - started, self.latencies)

    def _take(self) -> Request | None:
        with self._turn:
            if self._problem_or_over():
                return None
            if self._next == len(self._requests) and self._order["again"]:
                self._next = 0
            if self._next == len(self._requests):
                return None
            self._next += 1
            return self._requests[self._next - 1]

    def _problem_or_over(self) -> bool:
        return bool(self.problems) or time.perf_counter() > self._until

    def _browse(self) -> None:
        line = http.client.HTTPConnection(
            "127.0.0.1", self._order["port"], timeout=PATIENCE_SECONDS
        )
        while (one := self._take()) is not None:
            started = time.perf_counter()
            try:
                answer, _body = _ask(line, one)
            except (OSError, http.client.HTTPException) as error:
                self.problems.append(f"{one.path}: {error!r}")
                return
            self.latencies.append(time.perf_counter() - started)
            if answer != self._order["status"]:
                self.problems.append(f"{one.method} {one.path} was answered with {answer}")
        line.close()


def _ask(line: http.client.HTTPConnection, one: Request) -> tuple[int, bytes]:
    headers = {"Host": "127.0.0.1", "Accept-Language": "en"}
    if one.cookie:
        headers["Cookie"] = one.cookie
    if one.body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(one.method, one.path, one.body or None, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def main() -> None:
    """Read an order, carry it out, tell the outcome; all as JSON."""
    browsers = _Browsers(json.load(sys.stdin))
    outcome = browsers.run()
    if browsers.problems:
        sys.exit("\n".join(browsers.problems[:5]))
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
