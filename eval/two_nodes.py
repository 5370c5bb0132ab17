"""A Ray cluster of two nodes on this machine, bound to loopback, told to nobody, and gone when it is left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.cluster.joining import LOOPBACK, QUIET

MEMORY = 80 << 20
"""Bytes of objects that a node keeps."""

SOON = {"RAY_health_check_period_ms": "500", "RAY_health_check_failure_threshold": "5"}
"""A killed node is noticed in seconds; as Ray comes, in half a minute."""


@contextmanager
def two_nodes(processors: int = 1) -> Iterator[Any]:
    """Ray's ``Cluster``, with so many processors on each node; ``address`` is that of its head."""
    os.environ.update({**QUIET, **SOON, LOOPBACK: "0"})
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - only where the extra is installed, and after the above

    folder = tempfile.mkdtemp(prefix="vkp-ray-")
    cluster: Any = Cluster()
    try:
        cluster.add_node(**_node(processors), temp_dir=folder, no_monitor=True)
        cluster.add_node(**_node(processors))
        yield cluster
    finally:
        cluster.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def _node(processors: int) -> dict[str, Any]:
    return {
        "num_cpus": processors,
        "object_store_memory": MEMORY,
        "node_ip_address": "127.0.0.1",
        "include_dashboard": False,
        "include_log_monitor": False,
    }
