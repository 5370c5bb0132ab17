"""What a run asks of the cluster that it has joined: to have files read, and passages encoded.

A task whose process or node is ended is done again elsewhere, a few times. Nodes only answer: nothing is written twice.
What is asked for at a time is bounded by who asks: files by the run's workers, passages by a published batch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from ingest.cluster import messages, node
from search.embed import Embedder
from search.index import EncodingElsewhere, IndexedPassage, PassageIndex
from search.store.base import Point

TRIES_MORE = 3
"""How often what was asked is asked again where a process or node is ended. A file that ends them all is set aside."""

GLANCE = 2.0
"""Seconds between two looks whether the cluster lives while an answer is waited for."""

INSTALL = "install the portal there, in the Python that Ray runs in"
NO_PROCESSOR = PortalError("cluster_unavailable", "no node that lives has a processor for it", "add a node, then go on")

Begun = Callable[[bytes], Any]
"""Begins to encode passages on a node; returns Ray's reference to the answer."""


class _Ended(Exception):  # noqa: N818 - it says what happened
    """Every process that was given a task was ended."""


class Cluster:
    """A cluster that was joined. ``require_alive`` says whether it answers, and raises ``PortalError`` when it is lost.

    For several threads at once.
    """

    def __init__(self, ray: Any, require_alive: Callable[[], bool]) -> None:
        self._ray = ray
        self._require_alive = require_alive

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        """A run over it ends; it is left by who joined it."""

    @property
    def processors(self) -> int:
        """How many files its nodes read at a time."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 0)))

    def prepare(self) -> None:
        """See ``ingest.children.Readers``. Nodes are as ready as they are."""

    def said_by(self, argument: str, seconds: float, name: str) -> bytes:
        """See ``ingest.children.Readers``: a node is given the original's bytes, and has a child of its own read it."""
        original = Path(json.loads(argument)["path"]).read_bytes()
        try:
            return self._answer(self._read.remote(node.made_by(), argument, name, original))
        except _Ended as failure:
            told = f"{name}: every process of the cluster that had it read was ended"
            raise PortalError("parser_crashed", told) from failure

    def encode_for(self, index: PassageIndex, models: Path) -> None:
        """Have the passages of an index encoded by the cluster, with the index's model where it has one."""
        index.elsewhere = self._encoding(index.embedder, models)

    @cached_property
    def _read(self) -> Any:
        return self._task(node.read)

    def _task(self, work: Callable[..., bytes]) -> Any:
        return self._ray.remote(num_cpus=1, max_retries=TRIES_MORE, scheduling_strategy="SPREAD")(work)

    def _encoding(self, embedder: Embedder | None, models: Path) -> EncodingElsewhere:
        begun = self._encoders() if embedder is None else self._models(embedder, models)
        dimension = None if embedder is None else embedder.record.dimension

        def encoding(passages: Sequence[IndexedPassage]) -> Callable[[], list[Point]]:
            reference = begun(messages.passages_to_json(passages))
            return lambda: self._points(reference, passages, dimension)

        return encoding

    def _points(self, reference: Any, passages: Sequence[IndexedPassage], dimension: int | None) -> list[Point]:
        from search.encoding import point_of  # noqa: PLC0415

        try:
            said = self._answer(reference)
        except _Ended as failure:
            told = "every process that encoded passages was ended"
            raise PortalError("cluster_unavailable", told, "look at the memory of its nodes, then go on") from failure
        return list(map(point_of, passages, messages.encoded_of_json(said, len(passages), dimension)))

    def _encoders(self) -> Begun:
        task, asker = self._task(node.encode), node.made_by()
        return lambda passages: task.remote(asker, passages)

    def _models(self, embedder: Embedder, models: Path) -> Begun:
        """A model on every node, each with the node's processors, asked in turn."""
        record, asker = messages.record_to_json(embedder.record), node.made_by(models=True)
        kept = self._ray.remote(max_restarts=TRIES_MORE, max_task_retries=TRIES_MORE)(node.Model)
        placed = [
            kept.options(scheduling_strategy=self._on(name)).remote(asker, record, str(models.resolve()), processors)
            for name, processors in self._nodes()
        ]
        if not placed:
            raise NO_PROCESSOR
        turn = cycle(placed)
        return lambda passages: next(turn).encode.remote(passages)  # noqa: PLW0108 - each time the next

    def _nodes(self) -> list[tuple[str, int]]:
        """The nodes that live and have processors, with how many."""
        alive = (each for each in self._ray.nodes() if each["Alive"])
        return [(each["NodeID"], int(each["Resources"]["CPU"])) for each in alive if each["Resources"].get("CPU")]

    def _on(self, name: str) -> Any:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # noqa: PLC0415 - with a cluster only

        return NodeAffinitySchedulingStrategy(name, soft=True)

    def _answer(self, reference: Any) -> bytes:
        """What a node answers. Raises ``PortalError`` as it does, or cluster_unavailable; ``_Ended``."""
        errors = self._ray.exceptions
        try:
            answer = self._awaited(reference.future())
        except (errors.WorkerCrashedError, errors.OutOfMemoryError, errors.RayActorError) as failure:
            raise _Ended from failure
        except errors.RayTaskError as failure:
            raise _trouble(failure) from failure
        except errors.RayError as failure:
            raise PortalError("cluster_unavailable", type(failure).__name__, "see its logs, then go on") from failure
        if not isinstance(answer, bytes):
            raise messages.senseless(TypeError("no bytes"))
        return messages.answered(answer)

    def _awaited(self, answer: Future[Any]) -> Any:
        """What comes of it. Ray itself is not asked to wait: it would do so for a cluster that is gone."""
        while not wait([answer], GLANCE).done:
            # a head that does not answer is not asked for its processors either
            if self._require_alive() and not self._ray.cluster_resources().get("CPU"):
                raise NO_PROCESSOR
        return answer.result()


def _trouble(failure: Exception) -> PortalError:
    """The error for what was raised on a node: the portal is not there, or failed."""
    told = str(failure).strip().splitlines()[-1][:300]
    if "ModuleNotFoundError" in told or "ImportError" in told:
        return PortalError("cluster_unavailable", told, INSTALL)
    return PortalError("internal", f"on a node of the cluster: {told}")
