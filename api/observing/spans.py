"""Spans of requests for OpenTelemetry: where they are sent, and that each has the id of its request."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from api.observing.identity import request_id

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer as Spans

log = logging.getLogger("vkp.api")

SERVICE = "volunteering-knowledge-portal"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def open_spans(environment: Mapping[str, str] | None = None) -> TracerProvider | None:
    """What sends spans to the collector that OpenTelemetry's own variables name; None where they name none.

    Without the extra "otel" there are none either, which the log says.
    """
    said = os.environ if environment is None else environment
    if not any(said.get(name) for name in ENDPOINTS):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above
    except ImportError as failure:
        log.warning("no traces are sent: %s. Install the extra: pip install -e '.[otel]'", failure)
        return None
    provider = provider_of_spans()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def provider_of_spans() -> TracerProvider:
    """What makes spans, each with the id of its request; nothing is sent yet."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415 - an extra
    from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import Span as Made  # noqa: PLC0415 - as above

    class OfRequest(SpanProcessor):
        """Gives each span the id of the request that it belongs to."""

        def on_start(self, span: Made, parent_context: Any = None) -> None:
            if request_id() is not None:
                span.set_attribute("vkp.request", str(request_id()))

        def on_end(self, span: ReadableSpan) -> None:
            pass

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", SERVICE)}))
    provider.add_span_processor(OfRequest())
    return provider


def request_span(spans: Spans | None) -> AbstractContextManager[Any]:
    """A span around the answer to a request, named when its route is known; None where none are made."""
    if spans is None:
        return nullcontext()
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 - as above

    return spans.start_as_current_span("request", kind=SpanKind.SERVER)
