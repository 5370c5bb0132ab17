"""Metrics of one process, in Prometheus' form: what it counts itself, and what is looked up when it is asked."""

from __future__ import annotations

from wsgiref.simple_server import WSGIServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import start_http_server as serve_registry
from prometheus_client.registry import Collector

from api.version import portal_version
from corpus.steps import Step

CONTENT_TYPE = CONTENT_TYPE_LATEST

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
SEARCH_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2.5)
STEP_SECONDS = (0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300)


class Metrics:
    """What one process counts, in a registry of its own: several portals may be open in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "vkp_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._request_seconds = Histogram(
            "vkp_http_request_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=REQUEST_SECONDS,
            registry=self.registry,
        )
        self._search_seconds = Histogram(
            "vkp_search_seconds", "Time to search, by mode", ["mode"], buckets=SEARCH_SECONDS, registry=self.registry
        )
        self._leg_seconds = Histogram(
            "vkp_search_leg_seconds",
            "Time within a search: read the query, retrieve, of this words and meaning in the engine",
            ["leg"],
            buckets=SEARCH_SECONDS,
            registry=self.registry,
        )
        self._step_seconds = Histogram(
            "vkp_step_seconds", "Time of steps that write", ["step"], buckets=STEP_SECONDS, registry=self.registry
        )
        build = Gauge("vkp_build_info", "The portal's version; always 1", ["version"], registry=self.registry)
        build.labels(portal_version()).set(1)

    def look_up(self, collector: Collector) -> None:
        """Have something looked up at every scrape as well."""
        self.registry.register(collector)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered; ``route`` is its template, never its path."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    def search(self, mode: str, seconds: float) -> None:
        """Count a search."""
        self._search_seconds.labels(mode).observe(seconds)

    def leg(self, leg: str, seconds: float) -> None:
        """Count a part of a search."""
        self._leg_seconds.labels(leg).observe(seconds)

    def forget_searches(self) -> None:
        """Forget the searches so far: those that load what the first visitor would wait for."""
        self._search_seconds.clear()
        self._leg_seconds.clear()

    def step(self, step: Step, seconds: float | None) -> None:
        """Count a step that is done; a listener of ``corpus.steps``."""
        if seconds is not None:
            self._step_seconds.labels(step.value).observe(seconds)

    def exposition(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)

    def serve(self, host: str, port: int) -> WSGIServer:
        """Serve them by a thread, for a process that has no routes; without a sign-in."""
        server, _ = serve_registry(port, host, self.registry)
        return server
