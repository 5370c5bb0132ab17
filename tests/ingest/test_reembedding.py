"""Building the index with another model beside the one that answers: nothing lost, nothing missed, gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.upkeep import verify_document
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, listening
from corpus.store import open_store
from corpus.writer import sole_writer
from ingest import reembedding
from ingest.pipeline import ingest
from ingest.reembedding import Reembedded, reembed, switch_to_built
from ingest.reembedding_journal import NAME, Journal
from search.choice import kept_choice
from search.index import PassageIndex, open_index
from search.searcher import Searcher
from search.store.edge import EdgeStore
from tests.search.tiny_models import tiny_embedder

ROOT = Path(__file__).parents[2]
DYING = "import sys; from tests.ingest.test_reembedding import die; die(*sys.argv[1:])"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_embedder(tmp_path_factory.mktemp("models")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", lock_seconds=0.2)
    ingest([report(tmp_path, 1), report(tmp_path, 2)], settings)
    return settings


def report(folder: Path, number: int, sentence: str = "Volunteers plant trees along the river.") -> Path:
    file = folder / f"report-{number}.en.txt"
    file.write_text(f"DP/2099/{70 + number}\n\nSample report number {number}\n\n1. {sentence}\n")
    return file


def use(settings: Settings, choice: str, progress: Callable[[int, int, str], None] | None = None) -> Reembedded:
    store = open_store(settings)
    try:
        return reembed(settings, store, choice, progress)
    finally:
        store.close()


def works(settings: Settings, mode: str) -> set[str]:
    with open_index(settings) as index:
        return {hit.work for hit in Searcher(index).search("trees along the river", k=50, mode=mode).hits}


def test_the_switch_embeds_every_passage_and_back_to_off_drops_the_vectors(settings: Settings, model: str) -> None:
    done = use(settings, model)
    assert (done.use, done.documents, done.written) == (model, 2, done.passages)
    assert works(settings, "dense") == {"DP/2099/71", "DP/2099/72"}
    assert verify_document(settings)["ok"]
    assert use(settings, model).written == 0  # in use already
    assert use(settings, "off").use == "off"
    with pytest.raises(PortalError, match="search mode is off"):
        works(settings, "dense")


def test_searches_and_ingest_go_on_meanwhile_and_the_new_index_has_all_of_it(
    settings: Settings, model: str, tmp_path: Path
) -> None:
    seen: list[set[str]] = []

    def meanwhile(done: int, total: int, work: str) -> None:
        if not seen:
            seen.append(works(settings, "lexical"))
            ingest([report(tmp_path, 3), report(tmp_path, 1, "Doctors treat the sick. Trees grow.")], settings)
            seen.append(works(settings, "lexical"))

    use(settings, model, meanwhile)
    assert seen == [{"DP/2099/71", "DP/2099/72"}, {"DP/2099/71", "DP/2099/72", "DP/2099/73"}]
    assert works(settings, "dense") == {"DP/2099/71", "DP/2099/72", "DP/2099/73"}
    assert verify_document(settings)["ok"]  # nothing of the version that was replaced is left
    with open_index(settings) as index:
        assert not [p for p in index.points() if not p.has_vector]


def test_progress_counts_passages_up_to_all_of_them(settings: Settings, model: str) -> None:
    told: list[tuple[int, int]] = []
    done = use(settings, model, lambda done, total, _: told.append((done, total)))
    assert told[-1] == (done.passages, done.passages)
    assert told == sorted(told)


def test_a_passage_longer_than_the_model_reads_is_told(settings: Settings, tmp_path: Path) -> None:
    short = str(tiny_embedder(tmp_path / "short", context=6))
    # "[CLS] Volunteers plant trees along the river . [SEP]" is nine tokens, in two documents; the headings are shorter.
    assert use(settings, short).cut == 2


def test_while_a_writer_holds_the_folder_it_is_said_and_the_next_run_embeds_nothing_again(
    settings: Settings, model: str
) -> None:
    with (
        sole_writer(settings),
        pytest.raises(PortalError, match=r"in use by another process.*built and kept") as refused,
    ):
        use(settings, model)
    assert refused.value.code == "data_busy"
    assert works(settings, "auto") == {"DP/2099/71", "DP/2099/72"}
    assert use(settings, model).written == 0
    assert works(settings, "dense") == {"DP/2099/71", "DP/2099/72"}
    assert not (settings.data / NAME).exists()


def test_the_next_writer_that_starts_switches_to_what_was_built(settings: Settings, model: str, tmp_path: Path) -> None:
    with sole_writer(settings), pytest.raises(PortalError):
        use(settings, model)
    ingest([report(tmp_path, 3)], settings)  # published before the switch: it is in the new index too
    store = open_store(settings)
    with sole_writer(settings):
        switch_to_built(settings, store)
        switch_to_built(settings, store)  # nothing waits any more
    store.close()
    assert works(settings, "dense") == {"DP/2099/71", "DP/2099/72", "DP/2099/73"}
    assert verify_document(settings)["ok"]


def test_a_killed_run_leaves_the_index_and_the_next_goes_on_from_there(settings: Settings, model: str) -> None:
    died = subprocess.run([sys.executable, "-c", DYING, str(settings.data), model], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    assert works(settings, "auto") == {"DP/2099/71", "DP/2099/72"}
    done = use(settings, model)
    assert done.written < done.passages  # what was made safe is not embedded again
    assert works(settings, "dense") == {"DP/2099/71", "DP/2099/72"}
    assert verify_document(settings)["ok"]


def die(data: str, model: str) -> None:
    """Kill this process between two documents."""
    write, written = PassageIndex.write, iter(range(1))

    def dying(index: PassageIndex, passages: Any) -> int:
        if next(written, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(index, passages)

    setattr(PassageIndex, "write", dying)  # noqa: B010 - of a process that is about to die
    reembedding.SAFE_AFTER = 1
    use(Settings(data=Path(data)), model)


class Died(BaseException):
    """Stands for the process dying."""


@pytest.mark.parametrize(("at", "done"), [(Step.SWITCH_PUT, True), (Step.SWITCH_CHOOSE, True)])
def test_a_run_that_died_after_its_index_took_the_place_is_ended_by_the_next(
    at: Step, done: bool, settings: Settings, model: str
) -> None:
    def die_there(step: Step, seconds: float | None) -> None:
        if step is at and done is (seconds is not None):
            raise Died

    with listening(die_there), pytest.raises(Died):
        use(settings, model)
    assert use(settings, model).written == 0
    assert kept_choice(settings) == model
    assert not (settings.data / NAME).exists()


def test_what_another_model_had_begun_is_not_gone_on_with(settings: Settings, model: str, tmp_path: Path) -> None:
    with sole_writer(settings), pytest.raises(PortalError):
        use(settings, model)
    other = str(tiny_embedder(tmp_path / "other", seed=1))
    done = use(settings, other)
    assert done.written == done.passages


def test_an_index_that_somebody_else_changed_is_not_switched_to(settings: Settings, model: str) -> None:
    with sole_writer(settings), pytest.raises(PortalError):
        use(settings, model)
    emptied = EdgeStore.open(settings.data / "index.new")
    emptied.delete([point.id for point in emptied.scroll()])
    emptied.close()
    with pytest.raises(PortalError, match="holds 0 of"):
        use(settings, model)
    assert works(settings, "auto") == {"DP/2099/71", "DP/2099/72"}
    assert use(settings, model).written > 0


@pytest.mark.parametrize("said", ["off", "other"])
def test_a_setting_that_names_another_model_is_not_overruled(settings: Settings, model: str, said: str) -> None:
    named = settings.model_copy(update={"embedding": said if said == "off" else f"{model}@int8"})
    with pytest.raises(PortalError, match="VKP_EMBEDDING"):
        use(named, model)


@pytest.mark.parametrize("torn", ['{"whole": {"b": "1', '{"whole": {"b": "1"}}', "{"])
def test_what_is_written_down_after_a_torn_line_is_read_again(tmp_path: Path, torn: str) -> None:
    """A run died while it wrote a line; the second goes on from what is whole, the third from what both wrote."""
    path = tmp_path / NAME
    Journal.new(path, None).finish({"a": "1"})
    with path.open("a") as file:
        file.write(torn)
    second = Journal.left(path)
    assert second is not None
    assert second.whole == {"a": "1"}
    second.begin("c")
    second.finish({"c": "2"})
    third = Journal.left(path)
    assert third is not None
    assert (third.begun, third.whole) == ({"c"}, {"a": "1", "c": "2"})
    assert path.read_text().count("\n") == 4
