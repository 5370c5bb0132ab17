"""What the store, the index and the disk hold, looked up at every scrape; a part that does not answer is down.

Nothing here walks passages: every number is of a table with a row for each document, or kept until the store changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.kept import KeptAnswers
from api.review_waiting import asked_for
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store

QUEUE = "3.1"
"""The indicator whose review queue is told of."""


class StoreMetrics(Collector):
    """Documents, jobs and the review queue."""

    def __init__(self, settings: Settings, store: Store, kept: KeptAnswers | None = None) -> None:
        self.settings = settings
        self.store = store
        self.kept = kept

    def describe(self) -> Iterator[Metric]:
        """Nothing before the first scrape: describing would look it up."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The families, of those parts that answer."""
        yield from _of_part("store", self._of_store)
        yield from _of_part("disk", self._of_disk)

    def _of_store(self) -> Iterator[Metric]:
        counts, totals = self.store.jobs.counts(), self.store.works.totals()
        yield labelled("vkp_jobs", "Files that were accepted, by what became of them", "state", counts)
        oldest = self.store.jobs.waiting_since()
        yield gauge(
            "vkp_oldest_waiting_seconds", "How long the oldest file waits to be read; 0: none does", age(oldest)
        )
        for name, told in (("works", "Documents"), ("expressions", "Language versions"), ("passages", "Passages")):
            yield gauge(f"vkp_{name}", f"{told} that are shown", totals[name])
        yield gauge("vkp_pages", "Pages of what is shown", totals["pages"])
        yield gauge("vkp_pages_unread", "Pages of these that nobody could read", totals["unread_pages"])
        if self.kept is not None:
            waiting, since = self.kept.of(("metrics", QUEUE), self._queue)
            yield gauge("vkp_review_waiting", f"Passages to review for indicator {QUEUE}", waiting)
            yield gauge("vkp_review_oldest_seconds", "How long the oldest of these is here", age(since))

    def _queue(self) -> tuple[int, str | None]:
        return self.store.review_queue.extent(asked_for(self.store, QUEUE))

    def _of_disk(self) -> Iterator[Metric]:
        try:
            free = shutil.disk_usage(self.settings.data).free
        except OSError as failure:
            raise PortalError("data_unreadable", str(failure.strerror)) from failure
        yield gauge("vkp_disk_free_bytes", "Free where the data folder is", free)


class IndexMetrics(Collector):
    """The passage index and its model. ``count``: its points; ``model``: off, loaded or unavailable."""

    def __init__(self, settings: Settings, count: Callable[[], int], model: Callable[[], str]) -> None:
        self.settings = settings
        self.count = count
        self.model = model

    def describe(self) -> Iterator[Metric]:
        """Nothing before the first scrape."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The families, if the index answers."""
        yield from _of_part("index", self._of_index)

    def _of_index(self) -> Iterator[Metric]:
        yield gauge(
            "vkp_index_points", "Passages in the index, those of documents to come and gone included", self.count()
        )
        if self.settings.qdrant_url is None:
            yield gauge("vkp_index_bytes", "What the embedded index takes on disk", size_of(self.settings.index))
        states = dict.fromkeys(("off", "loaded", "unavailable"), 0) | {self.model(): 1}
        yield labelled("vkp_model_state", "The embedding model of searches", "state", states)


def gauge(name: str, told: str, value: float) -> Metric:
    """One number."""
    return GaugeMetricFamily(name, told, value=value)


def labelled(name: str, told: str, label: str, values: dict[str, int]) -> Metric:
    """A number for each of several."""
    family = GaugeMetricFamily(name, told, labels=[label])
    for named, value in values.items():
        family.add_metric([named], value)
    return family


def age(since: str | None) -> float:
    """Seconds since a time of the store; 0 for none, and for one in the future."""
    if since is None:
        return 0.0
    return max(0.0, (datetime.now(timezone.utc) - datetime.fromisoformat(since)).total_seconds())


def size_of(folder: Path) -> int:
    """What the files of a folder take on disk: the engine's are mostly holes. One that goes meanwhile takes nothing."""
    total = 0
    for file in folder.rglob("*"):
        try:
            found = file.stat()
        except OSError:
            continue
        total += getattr(found, "st_blocks", 0) * 512 or found.st_size
    return total


def _of_part(part: str, look_up: Callable[[], Iterator[Metric]]) -> Iterator[Metric]:
    try:
        found = list(look_up())
    except PortalError:
        found = []
    up = GaugeMetricFamily("vkp_up", "Whether a part of the portal answers", labels=["part"])
    up.add_metric([part], 1 if found else 0)
    yield up
    yield from found
