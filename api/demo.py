"""``make demo``: the main job on the samples that are shipped, each step shown as the command a person would type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from api import output
from api.corpus_folder import open_corpus, open_searcher
from api.counting import count_document
from api.link_output import link_line
from api.linking import links_document
from api.output import Document, print_line
from corpus.settings import Settings

CHINESE_QUESTION = "青年志愿者如何参与数字化转型？"
ENGLISH_QUESTION = "online volunteers with disabilities"
REPORT = "DP/2099/11"


def run_demo(settings: Settings) -> None:
    """Ingest the samples and print an answer, a search across languages, links, a count and how to go on."""
    _ingest(settings)
    _find(settings)
    with open_corpus(settings) as store:
        _step(f"vkp links {REPORT}", _linked(links_document(store, REPORT)))
        _step("vkp count 3.1", output.count_text(count_document(store, "3.1")))
    print_line("")
    print_line(
        "The pages:  make serve   then open http://127.0.0.1:8000/   (search, read, follow links, see the count)"
    )
    print_line(f"The samples are invented and stay in {settings.data}; your own documents go to a folder of their own:")
    print_line("  .venv/bin/vkp ingest FOLDER --data my-corpus   and   .venv/bin/vkp serve --data my-corpus")


def _ingest(settings: Settings) -> None:
    from ingest.pipeline import ingest  # noqa: PLC0415 - each step imports what it needs, so the first line comes soon

    with output.progress_bar("ingest") as progress:
        report = ingest([Path(str(files("corpus.samples")))], settings, progress=progress)
    _step("vkp ingest corpus/samples", output.ingest_text(report.as_json()))


def _find(settings: Settings) -> None:
    from api.search_output import search_text  # noqa: PLC0415
    from search.answer import answer  # noqa: PLC0415
    from search.searcher import SearchFilters  # noqa: PLC0415

    with open_searcher(settings) as (_, searcher):
        answered = answer(searcher, CHINESE_QUESTION).as_json()
        _step(f"vkp answer {CHINESE_QUESTION}", output.answer_text(answered))
        found = searcher.search(ENGLISH_QUESTION, k=3, filters=SearchFilters(lang=("zh",))).as_json()
        _step(f"vkp search '{ENGLISH_QUESTION}' -k 3 --lang zh", search_text(found))


def _linked(document: Document) -> Iterator[str]:
    """The links of a report that reach a paragraph, then how many there are of each other status."""
    reached: Callable[[Any], bool] = lambda link: bool(link["to"]["passage_id"] and link["to"]["work"] != REPORT)  # noqa: E731
    yield f"{document['work']}: {output.counted(len(document['links']), 'link')}, among them"
    yield from ("  " + link_line(link) for link in document["links"] if reached(link))
    statuses = [link["status"] for link in document["links"]]
    yield "  " + ", ".join(f"{statuses.count(status)} {status}" for status in sorted(set(statuses)))


def _step(command: str, lines: Iterable[str]) -> None:
    print_line("")
    print_line(f"$ {command}")
    for line in lines:
        print_line(line)
