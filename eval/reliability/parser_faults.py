"""Readers of files that take too much memory or time, abort, or say nothing; what else is given is indexed.

A text of tens of megabytes takes more memory than a child may have. For the rest reading children do as their file says
(``eval.reliability.faulty_children``); every other file they read.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from eval.reliability.killed import Commands
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Ingested

FAULTS = {"abort": "parser_crashed", "silence": "out_of_time", "time": "out_of_time"}
"""What a reader does, and the code that is told of it."""

MEMORY = ("memory", "out_of_memory")
LIMITS = {"VKP_PARSE_SECONDS": "8", "VKP_PARSE_MEMORY_MB": "120"}
BIG = 48 << 20
"""Bytes of a text that cannot be read within ``LIMITS``."""

ROUNDS = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}
READER = """#!/bin/sh
exec {python} -B -m eval.reliability.faulty_children
"""


def measure(size: Size) -> Measured:
    """Ingest the faulty beside the sound; then again, when none of them is read any more."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vkp-parsers-") as folder, Commands() as commands:
        reader = _reader(Path(folder) / "reader")
        for number in range(ROUNDS[size]):
            ingested = Ingested(commands, Path(folder) / str(number))
            ingested.rewrite()
            _write_faulty(ingested.documents)
            missed += _ingested(ingested, reader)
    faults = len(FAULTS) + 1
    return Measured(
        fault="parser: memory, time, abort, silence",
        bar="typed failure, the document quarantined when its last reader crashed, the rest goes on",
        tried=faults * ROUNDS[size],
        lost=len(missed),
        missed=tuple(missed),
    )


def _reader(path: Path) -> Path:
    path.write_text(READER.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o700)
    return path


def _write_faulty(folder: Path) -> None:
    for name in FAULTS:
        (folder / f"{name}.txt").write_text(f"FAULT-{name}\n", encoding="utf-8")
    line = "1. Volunteers planted trees along the river, and this line is one of very many.\n\n"
    (folder / f"{MEMORY[0]}.txt").write_text(line * (BIG // len(line)), encoding="utf-8")


def _ingested(ingested: Ingested, reader: Path) -> list[str]:
    missed = []
    expected = {f"{name}.txt": code for name, code in FAULTS.items()} | {f"{MEMORY[0]}.txt": MEMORY[1]}
    for time in ("first", "second"):
        ended = ingested.commands.run(
            *ingested.command(), "--data", ingested.data, environment=LIMITS, reader=reader if time == "first" else None
        )
        report = ended.document()
        told = {Path(one["path"]).name: one["code"] for one in report["quarantined"]}
        if told != expected:
            missed.append(f"{time} run: quarantined are {told}")
        if report["failed"] or report["indexed"] + report["unchanged"] != 2:
            missed.append(f"{time} run: the rest did not go on: {report}")
        if time == "second" and report["indexed"]:
            missed.append("second run: something was read again")
    ((shown,),) = ingested.rows("SELECT count(*) FROM expressions WHERE state = 'visible'")
    if shown != 2:
        missed.append(f"{shown} documents are shown of 2")
    return [*missed, *ingested.verified()]
