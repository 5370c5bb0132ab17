"""The index of a corpus: lost, built anew, killed while it is built; on both back ends."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from api.upkeep import verify_document
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.pipeline import ingest
from search.index import open_index, rebuilt_index
from search.store.edge import EdgeStore
from search.store.server import Server
from tests.search.test_store_contract import Lasting, point

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

REPORT = """DP/2099/70

Sample report on samples

1. The Board takes note of the samples.

2. Volunteers of the sample country planted trees along the river.
"""
STOPPED = "(stopped by a person)"


@pytest.fixture(params=["edge", "server"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder with the embedded index, and one with an index on a server that lives in this process."""
    if request.param == "edge":
        return Settings(data=tmp_path / "data")
    client = Lasting(":memory:")
    monkeypatch.setattr(Server, "at", lambda address, _key: Server(client, address))
    return Settings(data=tmp_path / "data", qdrant_url="http://qdrant:6333")


def rebuild(settings: Settings, *texts: str) -> None:
    with rebuilt_index(settings) as index:
        for text in texts:
            if text == STOPPED:
                raise KeyboardInterrupt
            index.store.upsert([point(text)])


def held(settings: Settings) -> list[str]:
    with open_index(settings) as index:
        return sorted(p.payload["content"] for p in index.store.scroll())


# an index that is not there


def test_a_missing_index_is_made_only_when_asked(settings: Settings) -> None:
    with pytest.raises(PortalError, match=r"holds no index\. Run 'vkp reindex'"):
        open_index(settings)
    open_index(settings, create=True).close()
    assert held(settings) == []


def test_ingesting_beside_a_lost_index_builds_it_anew_and_says_so(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    one, other = tmp_path / "one.en.txt", tmp_path / "other.en.txt"
    one.write_text(REPORT)
    other.write_text(REPORT.replace("DP/2099/70", "DP/2099/71"))
    ingest([one], settings)
    shutil.rmtree(settings.index)
    report = ingest([other], settings)
    assert report.mended is not None
    assert (report.mended.rebuilt, "holds no index" in report.mended.cause) == (True, True)
    with open_index(settings) as index:
        assert {p.meta["work"] for p in index.points()} == {"DP/2099/70", "DP/2099/71"}
    assert verify_document(settings)["ok"]


# an index built anew


def test_a_rebuilt_index_keeps_nothing_of_the_old_one(settings: Settings) -> None:
    rebuild(settings, "old", "stale")
    rebuild(settings, "new")
    assert held(settings) == ["new"]


def test_the_old_index_answers_while_the_new_one_is_built(settings: Settings) -> None:
    rebuild(settings, "old")
    with rebuilt_index(settings) as index:
        index.store.upsert([point("new")])
        assert held(settings) == ["old"]
    assert held(settings) == ["new"]


def test_a_reader_that_is_open_during_the_switch_does_not_harm_the_new_index(settings: Settings) -> None:
    rebuild(settings, "old")
    with open_index(settings) as reader:
        rebuild(settings, "new")
        assert reader.count() == 1
    assert held(settings) == ["new"]


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_rubbish(settings: Settings) -> None:
    rebuild(settings, "old")
    with pytest.raises(KeyboardInterrupt):
        rebuild(settings, "new", STOPPED)
    assert held(settings) == ["old"]
    if settings.qdrant_url is None:
        assert [path.name for path in settings.data.iterdir() if path.suffix != ".lock"] == ["index"]


# a rebuild that is killed

KILLS = {
    "between two passages": (EdgeStore, "upsert", 2, ["old"]),
    "before the switch": (Path, "rename", 1, ["old"]),
    "within the switch": (Path, "rename", 2, None),
    "after the switch": (shutil, "rmtree", 3, ["new one", "new two"]),
}
"""Where the process dies: at the n-th call of a function; and what answers afterwards, None: one line that says so."""


@pytest.mark.parametrize("moment", KILLS)
def test_a_killed_rebuild_leaves_an_index_that_is_whole_or_says_to_reindex(moment: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    rebuild(settings, "old")
    dying = FORKED.Process(target=die_rebuilding, args=(str(tmp_path), moment))
    dying.start()
    dying.join()
    assert dying.exitcode == -signal.SIGKILL
    expected = KILLS[moment][3]
    if expected is None:
        with pytest.raises(PortalError, match=r"holds no index\. Run 'vkp reindex'"):
            held(settings)
    else:
        assert held(settings) == expected
    rebuild(settings, "newest")
    assert held(settings) == ["newest"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == ["index"]


FORKED = get_context("forkserver")
FORKED.set_forkserver_preload([__name__])


def die_rebuilding(data: str, moment: str) -> None:
    owner, name, nth, _ = KILLS[moment]
    setattr(owner, name, _dying(getattr(owner, name), nth))
    rebuild(Settings(data=Path(data)), "new one", "new two")


def _dying(real: Callable[..., object], nth: int) -> Callable[..., object]:
    calls = iter(range(1, nth + 1))

    def call(*arguments: object, **named: object) -> object:
        if next(calls, nth) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    return call


def test_an_index_closes_what_it_opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr(Lasting, "close", lambda _self: closed.append("client"))
    monkeypatch.setattr(EdgeStore, "close", lambda _self: closed.append("shard"))
    index = open_index(settings, create=True)
    closed.clear()
    index.close()
    assert closed == ["shard" if settings.qdrant_url is None else "client"]
