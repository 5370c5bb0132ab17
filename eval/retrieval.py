"""Retrieval on the labelled seed queries: Chinese, and English to Chinese, among distractors."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import Qrel, R, ScoredDoc, nDCG

from corpus.settings import Settings
from ingest.cell import read_file
from search.index import IndexedPassage, open_index
from search.searcher import Searcher, SearchFilters

DOCUMENTS = {"A": ("DP/2022/11", "DP-2022-11.zh.txt"), "B": ("DP/2021/25", "DP-2021-25.zh.txt")}
K = 10
MEASURES = (nDCG @ K, R @ K)


@dataclass(frozen=True, slots=True)
class Judged:
    """A run of the queries with its judgements; both can be written as TREC files, for another tool to check."""

    passages: int
    languages: Mapping[str, str]
    """The language of each query, by its id."""
    qrels: tuple[Qrel, ...]
    run: tuple[ScoredDoc, ...]

    def trec(self) -> dict[str, str]:
        """The judgements and the run in TREC's two forms."""
        qrels = "".join(f"{q.query_id} 0 {q.doc_id} {q.relevance}\n" for q in self.qrels)
        run = "".join(f"{d.query_id} Q0 {d.doc_id} {K - int(d.score) + 1} {d.score} portal\n" for d in self.run)
        return {"qrels": qrels, "run": run}


def judge(shared: Path) -> Judged:
    """Ask the development queries; only labels that name numbered paragraphs are judgements.

    The passages are those of the two Chinese reports, as the portal reads them, among the sentences of
    ``terms/un-zh-en-sentences.json``. Development queries: no figure here is of unseen data.
    """
    lines = (shared / "retrieval/seed-queries-dev.jsonl").read_text("utf-8").splitlines()
    queries = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        with open_index(settings, create=True) as index:
            passages = [*_reports(shared, settings), *_distractors(shared)]
            index.write(passages)
            index.optimize()
            searcher = Searcher(index)
            run = [found for query in queries for found in ranking(query["id"], _paragraphs(searcher, query["query"]))]
    qrels = [judgement for query in queries for judgement in judgements(query["id"], query["relevant"])]
    return Judged(len(passages), {query["id"]: query["lang"] for query in queries}, tuple(qrels), tuple(run))


def figures(judged: Judged) -> dict[str, Any]:
    """The measures by query language; a query of which no paragraph is labelled is not scored."""
    return {
        "passages": judged.passages,
        "queries": len(judged.languages),
        "rows": {
            language: measured(
                [q for q in judged.qrels if judged.languages[q.query_id] == language],
                [d for d in judged.run if judged.languages[d.query_id] == language],
            )
            for language in sorted(set(judged.languages.values()))
        },
    }


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{report['queries']} development queries over {report['passages']} passages"
    for language, row in report["rows"].items():
        yield f"{language:<6} n={row['n']:<4} " + "   ".join(f"{m} {row[str(m)]:.3f}" for m in MEASURES)


def measured(qrels: Sequence[Qrel], run: Sequence[ScoredDoc]) -> dict[str, Any]:
    """The mean of each measure over the queries that are judged, and how many they are; nothing judged is 0."""
    asked = len({judgement.query_id for judgement in qrels})
    means = ir_measures.calc_aggregate(MEASURES, qrels, run) if asked else dict.fromkeys(MEASURES, 0.0)
    return {"n": asked} | {str(measure): float(means[measure]) for measure in MEASURES}


def judgements(query: str, labels: Iterable[str]) -> Iterator[Qrel]:
    """The labels that name a numbered paragraph, such as ``A:29``."""
    return (Qrel(query, label, 1) for label in dict.fromkeys(labels) if label.split(":")[1].isdigit())


def ranking(query: str, found: Iterable[str]) -> Iterator[ScoredDoc]:
    """The first K, scored by their rank, which is what TREC's tools sort by."""
    return (ScoredDoc(query, name, float(K - rank)) for rank, name in zip(range(K), found, strict=False))


def _paragraphs(searcher: Searcher, query: str) -> Iterable[str]:
    """What is found, best first; an item of a paragraph answers for its paragraph, as the label names that."""
    hits = searcher.search(query, k=3 * K, filters=SearchFilters(lang=("zh",))).hits
    return dict.fromkeys(f"{hit.title}:{hit.path.split('/')[0].removeprefix('p')}" for hit in hits)


def _reports(shared: Path, settings: Settings) -> Iterator[IndexedPassage]:
    for letter, (work, name) in DOCUMENTS.items():
        parsed = read_file(shared / "un-documents" / name, settings)
        for ordinal, p in enumerate(parsed.passages):
            yield _passage(work, letter, ordinal, p.text, p.path, p.kind.value, p.number, p.heading_path)


def _distractors(shared: Path) -> Iterator[IndexedPassage]:
    rows = json.loads((shared / "terms/un-zh-en-sentences.json").read_text("utf-8"))
    for ordinal, row in enumerate(rows["data"]):
        yield _passage("X/1", "X", ordinal, row["zh"], f"b{ordinal}", "paragraph", None, ())


def _passage(
    work: str, title: str, ordinal: int, text: str, path: str, kind: str, number: str | None, headings: tuple[str, ...]
) -> IndexedPassage:
    return IndexedPassage(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{work} {path}")),
        text=text,
        work=work,
        symbol=work,
        title=title,
        type="report",
        language="zh",
        country=None,
        year=None,
        expression=work,
        kind=kind,
        number=number,
        parent=None,
        role=None,
        heading_path=headings,
        page_first=1,
        page_last=1,
        ordinal=ordinal,
        path=path,
    )
