"""Retrieval on the labelled seed queries: Chinese, and English to Chinese, among distractors."""

from __future__ import annotations

import json
import math
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from ingest.cell import read_file
from search.index import IndexedPassage, open_index
from search.retrieve import Searcher, SearchFilters

DOCUMENTS = {"A": ("DP/2022/11", "DP-2022-11.zh.txt"), "B": ("DP/2021/25", "DP-2021-25.zh.txt")}
K = 10


def evaluate(shared: Path) -> dict[str, Any]:
    """nDCG@10 and recall@10 by query language; only labels that name numbered paragraphs are scored.

    The passages are those of the two Chinese reports, as the portal reads them, among the sentences of
    ``terms/un-zh-en-sentences.json``. Development queries: no figure here is of unseen data.
    """
    queries = [
        json.loads(line) for line in (shared / "retrieval/seed-queries-dev.jsonl").read_text("utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        with open_index(settings, create=True) as index:
            passages = [*_reports(shared, settings), *_distractors(shared)]
            index.write(passages)
            index.optimize()
            runs = [_run(Searcher(index), query) for query in queries]
    rows = {
        language: _mean([r for r in runs if r["lang"] == language]) for language in sorted({r["lang"] for r in runs})
    }
    return {"passages": len(passages), "queries": len(runs), "rows": rows}


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{report['queries']} development queries over {report['passages']} passages"
    for language, row in report["rows"].items():
        yield f"{language:<6} n={row['n']:<4} nDCG@10 {row['nDCG@10']:.3f}   R@10 {row['R@10']:.3f}"


def ndcg(ranked: Sequence[str], relevant: Sequence[str], k: int = K) -> float:
    """nDCG@k with binary gains (Järvelin and Kekäläinen 2002)."""
    gains = sum(1 / math.log2(rank + 1) for rank, found in enumerate(ranked[:k], start=1) if found in relevant)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return gains / ideal if ideal else 0.0


def _run(searcher: Searcher, query: Mapping[str, Any]) -> dict[str, Any]:
    relevant = [label for label in query["relevant"] if label.split(":")[1].isdigit()]
    hits = searcher.search(query["query"], k=3 * K, filters=SearchFilters(lang=("zh",))).hits
    # An item of a paragraph answers for its paragraph: the label names the paragraph.
    ranked = list(dict.fromkeys(f"{hit.title}:{hit.path.split('/')[0].removeprefix('p')}" for hit in hits))[:K]
    recall = len(set(ranked) & set(relevant)) / len(relevant) if relevant else 0.0
    return {"lang": query["lang"], "scored": bool(relevant), "nDCG@10": ndcg(ranked, relevant), "R@10": recall}


def _mean(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scored = [run for run in runs if run["scored"]]
    measures = {name: sum(run[name] for run in scored) / len(scored) if scored else 0.0 for name in ("nDCG@10", "R@10")}
    return {"n": len(scored)} | measures


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
