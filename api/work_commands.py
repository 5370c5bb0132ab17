"""``vkp work``: a process that reads what a server accepts."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from api import output
from api.call import Data, Json, settings_for
from api.observing.logs import write_log
from corpus.errors import PortalError
from corpus.steps import listening

if TYPE_CHECKING:
    from ingest.working import Worker


def join(app: typer.Typer) -> None:
    """Make this command part of the command line."""
    app.command()(work)


def work(
    ocr: Annotated[bool, typer.Option("--ocr", help="Also read pages without text from their pictures.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files read at the same time.")] = 2,
    once: Annotated[bool, typer.Option("--once", help="Do what waits now, then leave.")] = False,
    metrics: Annotated[str, typer.Option(help="HOST:PORT to serve metrics on, without a sign-in.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Say whether such a worker is alive, and leave.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read what a server with VKP_INGEST=worker accepts, until it is ended."""
    from ingest.report import IngestReport  # noqa: PLC0415 - other commands need not load it
    from ingest.working import open_worker, require_alive  # noqa: PLC0415 - as above

    settings = settings_for(data)
    if check:
        require_alive(settings, ocr=ocr)
        return
    with ExitStack() as stack:
        worker = open_worker(settings, stack, ocr=ocr, readers=workers)
        if once:
            report = worker.turn() or IngestReport()
            output.show(report.as_json(), as_json, output.ingest_text)
            raise typer.Exit(1 if report.failed or report.quarantined else 0)
        if metrics:
            serve_metrics(worker, *host_and_port(metrics), stack)
        write_log(settings.log)
        _run_until_ended(worker)


def host_and_port(written: str) -> tuple[str, int]:
    """``HOST:PORT``. Raises ``PortalError("bad_input")``."""
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise PortalError("bad_input", f"--metrics {written}", "write it as HOST:PORT")
    return host.strip("[]"), int(port)


def serve_metrics(worker: Worker, host: str, port: int, stack: ExitStack) -> None:
    """Serve the metrics of a worker: how long its steps take, and what the store holds. Closed with ``stack``."""
    from api.observing.corpus_metrics import StoreMetrics  # noqa: PLC0415 - as above
    from api.observing.metrics import Metrics  # noqa: PLC0415 - as above

    metrics = Metrics()
    metrics.look_up(StoreMetrics(worker.settings, worker.store))
    try:
        server = metrics.serve(host, port)
    except OSError as failure:
        told = f"{host}:{port}: {failure.strerror}"
        raise PortalError("bad_input", told, "choose another address for --metrics") from failure
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    stack.enter_context(listening(metrics.step))


def _run_until_ended(worker: Worker) -> None:
    """Run until SIGTERM. What is in hand is put back, for the next turn; a second one, or SIGKILL, loses nothing."""

    def end(_signal: int, _frame: object) -> None:
        worker.stopping.set()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        worker.run()
    except KeyboardInterrupt:
        if not worker.stopping.is_set():  # Ctrl-C
            raise
