"""Readers of files that take too much memory or time, abort, or say nothing; what else is given is indexed.

A text of tens of megabytes takes more memory than a child may have. For the rest reading children do as their file says
(``eval.reliability.faulty_children``); every other file they read. One document ends the command itself, by SIGKILL
when it is derived from: so does what a child reads well and our own code, or a library in our process, dies of.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from eval.reliability.killed import launched
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Ingested

FAULTS = {"abort": "parser_crashed", "silence": "out_of_time", "time": "out_of_time"}
"""What a reader does, and the code that is told of it."""

MEMORY = ("memory", "out_of_memory")
LIMITS = {"VKP_PARSE_SECONDS": "8", "VKP_PARSE_MEMORY_MB": "120"}
BIG = 48 << 20
"""Bytes of a text that cannot be read within ``LIMITS``."""

MINE = "Sample mine"
DEADLY = f"DP/2099/71\n\n{MINE}\n\n1. The Board notes that volunteers of the sample country cleared mines.\n"

ROUNDS = {Size.SHORT: 1, Size.FULL: 5, Size.SOAK: 5}
READER = """#!/bin/sh
exec {python} -B -m eval.reliability.faulty_children
"""


def measure(size: Size) -> Measured:
    """Ingest the faulty beside the sound; then again, when none of them is read any more."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vkp-parsers-") as folder:
        commands = launched()
        reader = _reader(Path(folder) / "reader")
        for number in range(ROUNDS[size]):
            ingested = Ingested(commands, Path(folder) / str(number))
            ingested.rewrite()
            _write_faulty(ingested.documents)
            missed += _ingested(ingested, reader)
            missed += _survived(Ingested(commands, Path(folder) / f"{number}-deadly"))
    faults = len(FAULTS) + 2
    return Measured(
        fault="parser: memory, time, abort, silence",
        bar="typed failure; quarantined when its last reader, or a second run, died of it; the rest goes on",
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


def _survived(ingested: Ingested) -> list[str]:
    """Two runs die of a document, others in work beside it; the third sets it aside, and it can be tried again."""
    ingested.rewrite()
    (ingested.documents / "a-deadly.en.txt").write_text(DEADLY, encoding="utf-8")
    call = *ingested.command(), "--data", ingested.data
    missed = []
    for time in ("first", "second"):
        ended = ingested.commands.run(*call, mine=MINE)
        if not ended.killed:
            missed.append(f"{time} run over a deadly document ended with {ended.code}: {ended.err.strip()[-300:]}")
    report = ingested.commands.run(*call, mine=MINE).document()
    told = [(Path(one["path"]).name, one["code"]) for one in report["quarantined"]]
    if told != [("a-deadly.en.txt", "process_ended")] or report["indexed"] + report["unchanged"] != 2:
        missed.append(f"third run over a deadly document: {report}")
    report = ingested.commands.run(*call, "--retry").document()
    if (report["indexed"], report["unchanged"], report["quarantined"]) != (1, 2, []):
        missed.append(f"what was set aside could not be tried again: {report}")
    return [*missed, *ingested.verified()]
