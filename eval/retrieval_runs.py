"""Runs kept as TREC files, for another tool to check: ``reports/retrieval/<set>.qrels`` and ``<set>.<system>.run``.

Beside each run ``<set>.<system>.json`` says what it is a run of: the set, the system with its parameters, and the
project's commit.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval import report
from eval.retrieval_engines import K
from eval.retrieval_measures import judgements, ranked
from eval.retrieval_pool import EvalSet
from eval.revision import ROOT, commit_of

FOLDER = "retrieval"


def keep_judgements(given: EvalSet) -> Path:
    """The right labels of a set as TREC's qrels."""
    lines = (f"{qrel.query_id} 0 {qrel.doc_id} {qrel.relevance}\n" for qrel in judgements(given.queries))
    return _keep(f"{given.name}.qrels", "".join(lines))


def keep_run(given: EvalSet, system: str, found: Mapping[str, Sequence[str]], label: Mapping[str, Any]) -> Path:
    """A run, and beside it the label that says what it is a run of."""
    _keep(f"{given.name}.{system}.json", json.dumps(label, ensure_ascii=False, indent=2) + "\n")
    return _keep(f"{given.name}.{system}.run", trec_run(given, system, found))


def trec_run(given: EvalSet, system: str, found: Mapping[str, Sequence[str]]) -> str:
    """A run in TREC's form: query, Q0, label, rank, score, system."""
    scored = ranked(found, given.queries)
    return "".join(f"{d.query_id} Q0 {d.doc_id} {K - int(d.score) + 1} {d.score} {system}\n" for d in scored)


def revision() -> str:
    """The project's commit, with a plus where files differ from it; "unknown" outside a git repository."""
    git = shutil.which("git")
    try:
        commit = commit_of("HEAD")
    except PortalError:
        return "unknown"
    told = subprocess.run([git or "git", "-C", str(ROOT), "diff", "--quiet", "HEAD"], check=False)  # noqa: S603
    return f"{commit}+" if told.returncode else commit


def _keep(name: str, text: str) -> Path:
    (report.REPORTS / FOLDER).mkdir(parents=True, exist_ok=True)
    return report.keep_text(f"{FOLDER}/{name}", text)
