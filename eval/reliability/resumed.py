"""What can be killed, a class for each work of ``corpus.steps``: how it begins, is resumed, and what must hold then."""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.originals import OriginalsFolder, sha256_of
from eval.reliability.killed import Commands, Ended, faults
from eval.reliability.static_model import static_model

RESOLUTION = """A/RES/99/950

Resolution adopted by the General Assembly

99/950. Sample resolution on the tests of the portal

1. Decides that samples are written for the project, {0} times;

2. Requests every sample to say that it is one.
"""
REPORT = """DP/2099/70

Sample report on following up samples

1. The Board recalls paragraph 2 of General Assembly resolution 99/950 on samples.

2. Volunteers of the sample country planted trees along the river.

3. They came {0} times.
"""
DOCUMENTS = {"a-report.en.txt": REPORT, "b-resolution.en.txt": RESOLUTION}

SLOW = 10.0
"""Seconds that resuming may take."""


@dataclass
class Resumed(ABC):
    """A command over a data folder of its own that can be killed and run again."""

    commands: Commands
    folder: Path
    rounds: int = 0

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def documents(self) -> Path:
        """The folder with the documents."""
        return self.folder / "documents"

    @abstractmethod
    def command(self) -> list[str | Path]:
        """What is killed, and what resumes it."""

    def begin(self) -> None:
        """Make the data folder."""
        self.rewrite()
        self._ingest()

    def prepare(self) -> None:
        """Give the command something to do."""
        self.rounds += 1

    def found_left(self) -> Iterator[str]:
        """What is wrong before it is resumed."""
        yield from ()

    def found_resumed(self) -> Iterator[str]:
        """What is wrong after it was resumed, besides what ``vkp verify`` finds."""
        yield from ()

    def resume(self) -> tuple[Ended | None, list[str]]:
        """Run the command to its end: how it ended, None where there was nothing to do, and what is wrong then."""
        again = self._run(*self.command())
        wrong = [f"resuming ended with {again.code}: {again.err.strip()[-300:]}"] if again.code != 0 else []
        if again.seconds > SLOW:
            wrong.append(f"resuming took {again.seconds:.1f} s, {again.cpu:.1f} of them of the processor")
        return again, [*wrong, *self.found_resumed(), *self.verified()]

    def verified(self) -> Iterator[str]:
        """What ``vkp verify`` finds."""
        yield from faults(self._run("verify", "--json"))

    def _run(self, *arguments: str | Path) -> Ended:
        return self.commands.run(*arguments, "--data", self.data)

    def _ingest(self) -> Ended:
        return self._run("ingest", self.documents, "--json")

    def rewrite(self) -> None:
        """Write the documents as they are in this round."""
        self.documents.mkdir(parents=True, exist_ok=True)
        for name, text in DOCUMENTS.items():
            (self.documents / name).write_text(text.format(self.rounds), encoding="utf-8")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the store says, asked without the portal."""
        with closing(sqlite3.connect(self.data / "portal.db")) as connection:
            return connection.execute(query).fetchall()


@dataclass
class Ingested(Resumed):
    """New versions of all documents, which replace those of the round before."""

    def command(self) -> list[str | Path]:
        """Ingest the folder."""
        return ["ingest", self.documents, "--json"]

    def prepare(self) -> None:
        """Write the next versions."""
        super().prepare()
        self.rewrite()

    def found_resumed(self) -> Iterator[str]:
        """Every document is shown as it is in its file, and nothing is left of what was unfinished."""
        shown = {sha256 for (sha256,) in self.rows("SELECT sha256 FROM expressions WHERE state = 'visible'")}
        for file in self.documents.iterdir():
            if sha256_of(file) not in shown:
                yield f"{file.name} is not shown as it is"
        left = self.rows("SELECT id FROM expressions WHERE state IN ('staged', 'retired')")
        yield from (f"expression {identity} is left unfinished" for (identity,) in left)
        originals = OriginalsFolder(self.data / "originals").root
        yield from (f"{file.name} is left among the originals" for file in originals.glob("*/.*"))


@dataclass
class Reindexed(Resumed):
    """The index built anew: the present one is whole until the new one takes its place."""

    def command(self) -> list[str | Path]:
        """Build it."""
        return ["reindex", "--json"]

    def found_left(self) -> Iterator[str]:
        """Nothing is missing at any moment."""
        yield from self.verified()


@dataclass
class Switched(Reindexed):
    """The index built with a model in odd rounds, and without one in even rounds."""

    def begin(self) -> None:
        """Make the model too."""
        super().begin()
        static_model(self.folder / "model")

    def command(self) -> list[str | Path]:
        """Switch."""
        return ["models", "use", self.folder / "model" if self.rounds % 2 else "off", "--json"]

    def found_resumed(self) -> Iterator[str]:
        """The index is made with what was chosen, and the journal is gone."""
        made_with = (self.data / "index" / "embedding.json").exists()
        if made_with is not bool(self.rounds % 2):
            yield "the index is made with another model than was chosen"
        if (self.data / "reembedding.jsonl").exists():
            yield "the journal of the switch is left"
        chosen = (self.data / "embedding.json").read_text(encoding="utf-8")
        if ("off" in chosen) is bool(self.rounds % 2):
            yield f"what was chosen is not kept: {chosen.strip()}"


@dataclass
class Migrated(Resumed):
    """A data folder of the first schema with an accepted document, brought to the present one by opening it."""

    def begin(self) -> None:
        """Every round makes its own."""
        self.rewrite()

    @property
    def data(self) -> Path:
        """A new one each round."""
        return self.folder / f"data-{self.rounds}"

    def command(self) -> list[str | Path]:
        """Any command that opens the store."""
        return ["works", "--json"]

    def prepare(self) -> None:
        """Write the store as the first version did."""
        super().prepare()
        source = self.documents / "a-report.en.txt"
        original = OriginalsFolder(self.data / "originals").put(source)
        with closing(sqlite3.connect(self.data / "portal.db")) as connection, connection:
            connection.executescript((files("eval.reliability") / "schema_0001.sql").read_text(encoding="utf-8"))
            connection.execute("INSERT INTO originals VALUES (?, ?, '2026-01-01')", (original.sha256, original.size))
            values = (original.sha256, 1, str(source), "{}", "0", "pending", 0, "2026-01-01")
            into = "sha256, sequence, source, manifest, pipeline, state, attempts, updated_at"
            connection.execute(f"INSERT INTO jobs ({into}) VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608

    def found_resumed(self) -> Iterator[str]:
        """The document that was accepted before is there, and can be worked on."""
        report = self._ingest().document()
        if (report["accepted"], report["indexed"]) != (2, 2):
            yield f"what was accepted by the first version was not finished: {report}"


@dataclass
class Decided(Resumed):
    """A reviewer's next decision on a passage."""

    before: int = 0
    passage: str = field(default="")

    def begin(self) -> None:
        """A passage to decide about."""
        super().begin()
        self.passage = str(self.rows("SELECT id FROM passages WHERE text LIKE '%Volunteers%'")[0][0])

    def prepare(self) -> None:
        """Count what is there."""
        super().prepare()
        self.before = self.decisions()

    def command(self) -> list[str | Path]:
        """Decide, otherwise than in the round before; a decision that is there is made no second time."""
        level = "L1" if self.rounds % 2 else "L2"
        if self.decisions() > self.before:
            return ["review", "show", self.passage, "--by", "Ana", "--json"]
        return ["review", "level", self.passage, level, "--by", "Ana", "--json"]

    def found_resumed(self) -> Iterator[str]:
        """It is there once."""
        if self.decisions() != self.before + 1:
            yield f"{self.decisions() - self.before} decisions are there of one"

    def decisions(self) -> int:
        """How many there are."""
        return int(self.rows("SELECT count(*) FROM review_decisions")[0][0])


@dataclass
class BackedUp(Resumed):
    """A backup that takes the place of the one before it."""

    @property
    def file(self) -> Path:
        """The backup."""
        return self.folder / "backup"

    def command(self) -> list[str | Path]:
        """Take it."""
        return ["backup", self.file, "--force", "--json"]

    def found_left(self) -> Iterator[str]:
        """A file of that name is whole, whenever it is looked at."""
        if self.file.exists() and (checked := self._run("backup", self.file, "--check")).code != 0:
            yield f"a backup is there that is none: {checked.err.strip()}"

    def found_resumed(self) -> Iterator[str]:
        """It is there, whole, and nothing else is."""
        yield from self.found_left()
        if not self.file.exists() or self.file.with_name("backup.part").exists():
            yield "the backup is not there, or what was unfinished is left"


@dataclass
class Restored(BackedUp):
    """A backup that is restored to a new folder."""

    def begin(self) -> None:
        """A backup."""
        super().begin()
        self._run(*super().command())

    @property
    def data(self) -> Path:
        """Another folder than the one that was backed up."""
        return self.folder / ("restored" if self.file.exists() else "data")

    def prepare(self) -> None:
        """Take away what the round before restored; what it left unfinished stays."""
        super().prepare()
        shutil.rmtree(self.data, ignore_errors=True)

    def command(self) -> list[str | Path]:
        """Restore it."""
        return ["restore", self.file, "--json"]

    def found_left(self) -> Iterator[str]:
        """The folder is not there, or is whole."""
        if self.data.exists():
            yield from self.verified()

    def resume(self) -> tuple[Ended | None, list[str]]:
        """Restore again, unless it had its name already: a folder that is there is not written to."""
        return (None, []) if self.data.exists() else super().resume()

    def found_resumed(self) -> Iterator[str]:
        """What was unfinished is gone."""
        if self.data.with_name("restored.part").exists():
            yield "what was unfinished is left"


RESUMED: dict[str, type[Resumed]] = {
    "ingest": Ingested,
    "reindex": Reindexed,
    "switch": Switched,
    "migration": Migrated,
    "review": Decided,
    "backup": BackedUp,
    "restore": Restored,
}
"""By the work whose steps are tried."""
