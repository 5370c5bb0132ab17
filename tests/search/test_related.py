"""Related passages: near in meaning, citing the same, cited together; never the passage, its copies or translations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.corpus_folder import open_searcher
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.works import StoredPassage
from ingest.pipeline import ingest
from search.related import RelatedPassages, rarest_terms, related_passages
from search.searcher import Searcher

INSURED = "Insurance of volunteers covers accidents, illness and evacuation from the field."
TEXTS = {
    "a.txt": f"1. {INSURED}\n\n2. The garden grows beans.\n\n3. As resolution 98/77 asks, see resolution 98/78.\n",
    "b.txt": "1. Evacuation from the field is paid by the insurance, as is illness.\n\n2. Recalls resolution 98/77.\n",
    "c.txt": f"1. {INSURED.upper()}\n\n2. Paragraph 1 of resolution 99/901 and paragraph 2 of resolution 99/901.\n",
    "d.txt": "1. 志愿者的保险涵盖事故、疾病和撤离。\n",
    "r.txt": "1. Invites Governments to insure volunteers;\n\n2. Requests the Board to report on beans;\n",
}
MANIFEST = """path,symbol,language,type
a.txt,DP/2099/1,en,report
b.txt,DP/2099/2,en,report
c.txt,DP/2099/3,en,report
d.txt,DP/2099/1,zh,report
r.txt,A/RES/99/901,en,resolution
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Searcher]]:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    settings = Settings(data=tmp_path_factory.mktemp("corpus") / "data")
    ingest([folder], settings)
    with open_searcher(settings) as (store, searcher):
        yield store, searcher


def passage(store: Store, work: str, path: str, language: str = "en") -> StoredPassage:
    expression = store.works.shown(work, language)
    assert expression is not None
    return next(one for one in store.works.passages(expression.id) if one.path == path)


def related(corpus: tuple[Store, Searcher], work: str, path: str) -> RelatedPassages:
    store, searcher = corpus
    return related_passages(searcher, store, passage(store, work, path), {}, 10)


def places(found: RelatedPassages) -> list[tuple[str, str]]:
    return [(one.passage.expression.work, one.passage.path) for one in found.related]


def test_the_nearest_passage_comes_first_and_the_copy_is_left_out(corpus: tuple[Store, Searcher]) -> None:
    found = places(related(corpus, "DP/2099/1", "p1"))
    assert found[0] == ("DP/2099/2", "p1")
    assert ("DP/2099/1", "p1") not in found
    assert ("DP/2099/3", "p1") not in found  # the same in capitals


def test_the_translation_is_named_as_such_and_not_as_related(corpus: tuple[Store, Searcher]) -> None:
    found = related(corpus, "DP/2099/1", "p1")
    assert [(one.expression.language, one.path) for one in found.translations] == [("zh", "p1")]
    assert not {one.passage.expression.language for one in found.related} & {"zh"}
    assert related(corpus, "DP/2099/1", "p2").translations == ()  # the other language has no such paragraph


def test_passages_that_cite_the_same_are_related_and_say_what_they_share(corpus: tuple[Store, Searcher]) -> None:
    found = related(corpus, "DP/2099/1", "p3")
    other = found.related[places(found).index(("DP/2099/2", "p2"))]
    assert "cites_the_same" in other.ways
    assert other.shared == ("A/RES/98/77",)


def test_passages_that_are_cited_together_are_related(corpus: tuple[Store, Searcher]) -> None:
    found = related(corpus, "A/RES/99/901", "p1")
    assert "cited_together" in found.related[places(found).index(("A/RES/99/901", "p2"))].ways


def test_nothing_is_listed_twice(corpus: tuple[Store, Searcher]) -> None:
    for work, path in (("DP/2099/1", "p3"), ("DP/2099/2", "p1"), ("A/RES/99/901", "p1")):
        found = places(related(corpus, work, path))
        assert len(found) == len(set(found))


def test_the_terms_searched_for_are_the_rarest_that_stand_elsewhere() -> None:
    counted = {"volunteers": 900, "beans": 4, "hippopotamus": 1, "board": 2000}
    text = "The Board of volunteers grows beans, hippopotamus"
    assert rarest_terms(text, counted) == ("Board", "volunteers", "grows", "beans")
