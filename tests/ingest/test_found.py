"""What a reading child finds in a document's words is what the writer would find, or is not believed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from eval.alike import content
from ingest import cell_child, pipeline
from ingest.cell import Read, read_and_find
from ingest.children import ROOT
from ingest.found import About, Found, find
from ingest.found_wire import decode_found, encode_found
from ingest.pipeline import ingest
from ingest.warm import WarmChildren

SAMPLES = ROOT / "corpus" / "samples"
REPORT = SAMPLES / "sample-dp-2099-11.zh.pdf"
ABOUT = About("0" * 64, REPORT.name, {})


@pytest.fixture(scope="module")
def read() -> Read:
    return read_and_find(REPORT, Settings(), about=ABOUT)


@pytest.fixture(scope="module")
def told(read: Read) -> dict[str, Any]:
    assert read.found is not None
    said: dict[str, Any] = json.loads(encode_found(read.found))
    return said


def test_a_child_finds_what_the_writer_finds(read: Read) -> None:
    own = find(read.document, ABOUT.recognised(read.document))
    assert own.mentions
    assert own.evident
    assert decode_found(encode_found(own), read.document.passages) == read.found


def test_a_run_that_has_children_find_stores_and_indexes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in {".html", ".txt", ".docx"}]
    stored = dict[int, dict[str, str]]()
    for many in (1, 10**6):
        monkeypatch.setattr(pipeline, "MANY", many)
        settings = Settings(data=tmp_path / str(many))
        ingest([*given, REPORT], settings)
        stored[many] = content(settings.data)
    assert stored[1] == stored[10**6]


Said = dict[str, Any]


def no_mention(told: Said) -> None:
    told["mentions"][0][1]["surface"] = "A" * len(told["mentions"][0][1]["surface"])


def mention_of_nothing(told: Said) -> None:
    told["mentions"][-1][0] = 10**6


def mentions_in_disorder(told: Said) -> None:
    told["mentions"].reverse()


def long_target(told: Said) -> None:
    told["mentions"][0][1]["target"] = "A/" * 200


def unclean_target(told: Said) -> None:
    told["mentions"][0][1]["target"] = "A/RES/\x0070/1"


def long_part(told: Said) -> None:
    told["mentions"][0][1]["pinpoint"] = {"type": "paragraph", "numbers": ["1" * 1001]}


def evidence_of_nothing(told: Said) -> None:
    told["evident"] = [10**6]


def evidence_twice(told: Said) -> None:
    told["evident"] = [told["evident"][0]] * 2


def a_passage_too_few(told: Said) -> None:
    told["windows"].pop()


def no_window(told: Said) -> None:
    told["windows"][0] = [[], []]


def unclean_window(told: Said) -> None:
    told["windows"][0] = [["a\x1b"], []]


def weights_too_many(told: Said) -> None:
    told["terms"][0] += 1


def no_weights(told: Said) -> None:
    told["values"] = ""


def weights_that_are_none(told: Said) -> None:
    told["values"] = "AADAfw==" * (len(told["values"]) // 8)


def words_in_disorder(told: Said) -> None:
    told["indices"] = "AAAA" * (len(told["indices"]) // 4)


def no_base64(told: Said) -> None:
    told["indices"] = "?" + told["indices"][1:]


def fewer_than_none(told: Said) -> None:
    told["terms"][:2] = [-1, told["terms"][0] + told["terms"][1] + 1]


LIES = (
    *(no_mention, mention_of_nothing, mentions_in_disorder, long_target, unclean_target, long_part),
    *(evidence_of_nothing, evidence_twice, a_passage_too_few, no_window, unclean_window, weights_too_many),
    *(no_weights, weights_that_are_none, words_in_disorder, no_base64, fewer_than_none),
)


@pytest.mark.parametrize("lie", LIES)
def test_what_cannot_have_been_found_is_not_believed(read: Read, told: Said, lie: Callable[[Said], None]) -> None:
    said = json.loads(json.dumps(told))
    assert decode_found(json.dumps(said).encode(), read.document.passages) == read.found
    lie(said)
    assert decode_found(json.dumps(said).encode(), read.document.passages) is None


def test_nothing_said_or_no_json_is_nothing_found(read: Read) -> None:
    assert [decode_found(said, read.document.passages) for said in (b"", b"{}", b"{", b"\xff")] == [None] * 4


def test_what_was_found_for_another_document_is_not_used(read: Read) -> None:
    found = read.found
    assert isinstance(found, Found)
    said = ABOUT.recognised(read.document)
    assert found.is_of(said)
    assert not found.is_of(
        About("0" * 64, REPORT.name, {"title": "Another", "corrects": True}).recognised(read.document)
    )


def test_a_child_that_used_its_time_up_still_says_what_it_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = 24 * 60 * 60  # of which this process, which runs other tests as well, has not used half
    task = cell_child.Task(str(REPORT), "application/pdf", "pdfium", 10, day, 1024, about=ABOUT.as_json())
    document = cell_child.parse(task)
    assert cell_child._found(document, task)
    monkeypatch.setattr(cell_child, "SHARE", 0.0)
    assert cell_child._found(document, task) == b""


def test_a_run_of_one_reader_may_be_told_of_many_files(read: Read) -> None:
    with WarmChildren() as children:
        children.prepare()
        assert read_and_find(REPORT, Settings(), heard=children.said_by, about=ABOUT) == read


LATER = """
import sys
from pathlib import Path
from corpus.settings import Settings
from ingest import warm_child
from ingest.cell import read_file
from ingest.found import About, find
from ingest.found_wire import encode_found
warm_child.load(), warm_child.load_finders()
known = set(sys.modules)
for path in map(Path, sys.argv[1:]):
    document = read_file(path, Settings())
    encode_found(find(document, About("0" * 64, path.name, {}).recognised(document)))
print(*(name for name in set(sys.modules) - known if name.partition(".")[0] in ("corpus", "search", "ingest")))
print(*(name for name in ("sqlalchemy", "haystack", "qdrant_edge") if name in sys.modules))
"""


def test_what_children_find_by_is_loaded_before_they_are_forked_and_is_no_database() -> None:
    given = [str(SAMPLES / name) for name in ("sample-a-res-99-901.en.pdf", REPORT.name)]
    told = subprocess.run([sys.executable, "-c", LATER, *given], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
