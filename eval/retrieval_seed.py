"""The seed queries: questions of knowledge officers in Chinese and English, over two reports in Chinese."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.settings import Settings
from eval.retrieval_pool import EvalQuery, EvalSet, Pool, converted, plain_passage
from ingest.cell import read_file
from search.context import in_context
from search.index import IndexedPassage

REPORTS = {"A": ("DP/2022/11", "DP-2022-11.zh.txt"), "B": ("DP/2021/25", "DP-2021-25.zh.txt")}


def seed_set(shared: Path, name: str) -> EvalSet:
    """The queries of a language that have an answer; of "seed-zh-trad" the Chinese ones in traditional characters."""
    language = "en" if name == "seed-en-zh" else "zh"
    lines = (shared / "retrieval/seed-queries-dev.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["lang"] == language]
    queries = (EvalQuery(row["id"], row["query"], row["id"], numbered(row["relevant"])) for row in rows)
    judged = [query for query in queries if query.answers]
    if name == "seed-zh-trad":
        judged = [replace(query, id=f"trad-{query.id}", text=converted(query.text, "s2t")) for query in judged]
    return EvalSet(name, language, seed_pool(shared), tuple(judged))


def numbered(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels that name a numbered paragraph, such as ``A:29``; the others name blocks, and are no judgements."""
    return tuple(label for label in dict.fromkeys(labels) if label.split(":")[1].isdigit())


@cache
def seed_pool(shared: Path) -> Pool:
    """The two reports, as the portal reads them, among the Chinese sentences of ``terms/``."""
    reports = [passage for letter in REPORTS for passage in _report(shared, letter)]
    rows = json.loads((shared / "terms/un-zh-en-sentences.json").read_text("utf-8"))["data"]
    sentences = [plain_passage(f"X:b{at}", row["zh"], "zh", "X/1", at, f"b{at}") for at, row in enumerate(rows)]
    labels = {passage.id: paragraph_label(passage.id) for passage in reports}
    return Pool("seed-zh", "zh", (*reports, *sentences), labels)


def paragraph_label(passage: str) -> str:
    """The label of a report's passage: "B:p13/(a)" answers for "B:13"."""
    letter, _, path = passage.partition(":")
    return f"{letter}:{path.split('/')[0].removeprefix('p')}"


def _report(shared: Path, letter: str) -> list[IndexedPassage]:
    return in_context(list(_read_report(shared, letter)))


def _read_report(shared: Path, letter: str) -> Iterator[IndexedPassage]:
    work, file = REPORTS[letter]
    read = read_file(shared / "un-documents" / file, Settings())
    for at, p in enumerate(read.passages):
        bare = plain_passage(f"{letter}:{p.path}", p.text, "zh", work, at, p.path)
        yield replace(bare, title=read.title or work, kind=p.kind.value, number=p.number, heading_path=p.heading_path)
