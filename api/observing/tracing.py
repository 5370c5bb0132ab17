"""Traces through Haystack's tracing: how long each part of a search takes, for metrics and for OpenTelemetry.

A span holds names, kinds and times, never what was asked for: Haystack gives a pipeline's input as a tag of its span,
so that only tags known to be harmless are passed on. The tracer of Haystack is of the process.
"""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from haystack.tracing.tracer import NullSpan, Span, Tracer, disable_tracing, enable_tracing
from haystack.tracing.tracer import tracer as of_process

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer as Spans

HARMLESS = frozenset({"haystack.component.name", "haystack.component.type", "haystack.component.visits"})

LEGS = frozenset({"reader", "retriever", "words", "meaning"})
"""The parts of a search: the components of ``search.pipelines``, and what ``search.traced`` calls the engine's own."""

Legs = Callable[[str, float], None]
"""Is told the name of a part of a search, and the seconds it took."""


class Guarded(Span):
    """A span that keeps what was asked for to itself, whatever Haystack's settings say."""

    def __init__(self, inner: Span) -> None:
        self.inner = inner

    def set_tag(self, key: str, value: Any) -> None:
        """Pass a harmless tag on."""
        if key in HARMLESS:
            self.inner.set_tag(key, value)

    def set_content_tag(self, key: str, value: Any) -> None:
        """Pass nothing on."""

    def get_correlation_data_for_logs(self) -> dict[str, Any]:
        """As the span has it."""
        return self.inner.get_correlation_data_for_logs()


class SearchTracer(Tracer):
    """Tells ``legs`` how long parts took, and has ``inner`` make spans of them where there is one."""

    def __init__(self, legs: Legs, inner: Tracer | None = None) -> None:
        self.legs = legs
        self.inner = inner

    @contextmanager
    def trace(
        self, operation_name: str, tags: dict[str, Any] | None = None, parent_span: Span | None = None
    ) -> Iterator[Span]:
        """A span around a part of a search."""
        started, harmless = time.perf_counter(), {key: tag for key, tag in (tags or {}).items() if key in HARMLESS}
        name = str(harmless.get("haystack.component.name", operation_name))
        with nullcontext(NullSpan()) if self.inner is None else self.inner.trace(name, harmless, parent_span) as span:
            yield Guarded(span)
        if name in LEGS:
            self.legs(name, time.perf_counter() - started)

    def current_span(self) -> Span | None:
        """The span at hand."""
        return NullSpan() if self.inner is None else self.inner.current_span()


@contextmanager
def searches_traced(legs: Legs, spans: Spans | None) -> Iterator[None]:
    """Have the parts of searches of this process traced within the block."""
    inner: Tracer | None = None
    if spans is not None:
        from haystack_integrations.tracing.opentelemetry import OpenTelemetryTracer  # noqa: PLC0415 - an extra

        inner = OpenTelemetryTracer(spans)
    tracer = SearchTracer(legs, inner)
    enable_tracing(tracer)
    try:
        yield
    finally:
        if of_process.actual_tracer is tracer:
            disable_tracing()
