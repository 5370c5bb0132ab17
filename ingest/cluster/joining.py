"""Joining a Ray cluster for one run, and leaving it: every way in which that fails is one line with a remedy.

Ray waits for minutes for a cluster that is not there, and ends a process that has lost one. So whoever answers at the
address is asked first, and again while a run lasts, for the first words of HTTP/2 that every gRPC server says.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout  # another one until Python 3.11
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Lock, Thread
from typing import Any

from corpus.errors import PortalError
from ingest.cluster.work import Cluster

ANSWER_SECONDS = 5.0
"""How long an address may take to answer."""

JOIN_SECONDS = 20.0
"""How long joining may take once the head has answered: another address of it that Ray asks may be out of reach."""

LOST_AFTER = 20.0
"""Seconds without an answer after which a cluster is lost. Ray ends this process after sixty."""

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
"""How a client of HTTP/2 begins: the magic words, and settings that say nothing (RFC 9113, 3.4)."""

SETTINGS = 4
"""The type of the frame that a server begins with."""

QUIET: Mapping[str, str] = {
    "RAY_USAGE_STATS_ENABLED": "0",  # tells nobody of us
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_gcs_server_request_timeout_seconds": "10",
}
"""How Ray is told to behave, where the environment does not say otherwise."""

LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Set to 0, it has Ray take an address of loopback for what it is, and not for the machine's own."""

EXTRA = PortalError("cluster_unavailable", "Ray is not installed", "install '.[ray]'")
START = "start it with 'ray start', on this machine too, and give HOST:PORT of its head"
AGAIN = "run the same command again, with or without --ray: nothing is lost, and what is done is not done again"

TELLING = 'read over || printf "%s\\n" "$0" >&2'
ENDED = f"vkp: The run was ended, by Ray where its node on this machine or its head is gone. {AGAIN.capitalize()}."


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """Be a driver of the cluster whose head is at ``host:port``, on a machine that is one of its nodes.

    Raises ``PortalError("cluster_unavailable")``.
    """
    place = _place(address)
    ray = _imported(place[0])
    pulse = Pulse(place)
    pulse.require()
    _init(ray, address)
    try:
        with told_if_ended():
            yield Cluster(ray, pulse.require_of_late)
    finally:
        leaving = Thread(target=_leave, args=(ray,), daemon=True)
        leaving.start()
        leaving.join(ANSWER_SECONDS)  # a cluster that is gone is waited for by Ray


@contextmanager
def told_if_ended() -> Iterator[None]:
    """A process that is ended within says so on standard error: another one waits for it, and tells.

    Ray ends it without a word: within seconds of the node on its machine, within a minute of the head.
    """
    command = ["/bin/sh", "-c", TELLING, ENDED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as told:  # noqa: S603 - all is ours
        try:
            yield
        finally:
            told.communicate(b"over\n")


def _leave(ray: Any) -> None:
    with suppress(Exception):  # what is gone cannot be left
        ray.shutdown()


def _place(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if "/" in address or not host or not port.isdecimal():
        raise PortalError("bad_input", f"--ray {address}", "give HOST:PORT of the head, as 'ray start' prints it")
    return host.strip("[]"), int(port)


def _imported(host: str) -> Any:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if host == "localhost" or host.startswith("127."):
        os.environ.setdefault(LOOPBACK, "0")
    try:
        return import_module("ray")
    except ModuleNotFoundError as failure:
        raise EXTRA from failure


def _init(ray: Any, address: str) -> None:
    """Join in a thread: Ray would wait for minutes, and take SIGTERM from whoever joins in the main one."""
    joining: Future[None] = Future()
    Thread(target=_joining, args=(ray, address, joining), daemon=True).start()
    try:
        joining.result(JOIN_SECONDS)
    except FutureTimeout as failure:
        raise PortalError("cluster_unavailable", f"{address}: not joined in {JOIN_SECONDS:g} s", START) from failure
    except Exception as failure:  # whatever it says, it is of the cluster
        told = f"{address}: {_first_line(failure)}"
        raise PortalError("cluster_unavailable", told, _remedy(str(failure))) from failure


def _joining(ray: Any, address: str, joining: Future[None]) -> None:
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL, namespace="vkp")
        joining.set_result(None)
    except BaseException as failure:  # told to who waits for it
        joining.set_exception(failure)


def _remedy(told: str) -> str:
    if "ersion mismatch" in told:
        return "use the same versions of Ray and Python here and on every node"
    if "uthenticat" in told or "token" in told:
        return "set RAY_AUTH_MODE and RAY_AUTH_TOKEN_PATH as on the cluster (docs/ray.md)"
    return START


def _first_line(failure: BaseException) -> str:
    """What a failure says, in a line."""
    return next((line.strip() for line in str(failure).splitlines() if line.strip()), type(failure).__name__)[:300]


class Pulse:
    """Whether the head of a cluster answers. Safe to ask from several threads."""

    def __init__(self, place: tuple[str, int]) -> None:
        self._place = place
        self._lock = Lock()
        self._asked = self._alive = time.monotonic()

    def require(self) -> None:
        """``PortalError("cluster_unavailable")`` where it does not answer now."""
        try:
            self._ask()
        except OSError as failure:
            told = failure.strerror or str(failure) or "no answer"
            raise PortalError("cluster_unavailable", f"{self._named}: {told}", START) from failure

    def require_of_late(self) -> bool:
        """The same, where it has not answered for so long that it is lost; whether it was asked and answered.

        It is asked every few seconds at most.
        """
        with self._lock:
            if time.monotonic() - self._asked < ANSWER_SECONDS:
                return False
            try:
                self._ask()
                self._alive = time.monotonic()
            except OSError as failure:
                if time.monotonic() - self._alive > LOST_AFTER:
                    told = f"{self._named} does not answer any more"
                    raise PortalError("cluster_unavailable", told, AGAIN) from failure
                return False
            finally:
                self._asked = time.monotonic()
            return True

    @property
    def _named(self) -> str:
        host, port = self._place
        return f"{host}:{port}"

    def _ask(self) -> None:
        with socket.create_connection(self._place, ANSWER_SECONDS) as asked:
            if os.environ.get("RAY_USE_TLS", "0") == "1":  # that it listens is all that can be seen from outside
                return
            asked.settimeout(ANSWER_SECONDS)
            asked.sendall(PREFACE)
            frame = asked.recv(9)
        if len(frame) < 9 or frame[3] != SETTINGS:
            raise ConnectionError("what answers there is not Ray")
