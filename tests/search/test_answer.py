"""Answers: what is quoted, in which language, from which document, and when nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lexicon import LANGUAGES, load_lexicon, read_yaml
from search.answer import answer
from search.asking import asked_of, language_of_name
from search.confidence import answerers, bars
from search.query import Query, read_query
from search.quoting import Citation, quoted, sentences
from search.searcher import Searcher
from search.store.base import ScoredPoint
from search.translated import in_language
from tests.search.answering import FOUND, LAW, REPORT, TEXTS, TRANSLATION, asked_corpus, stored


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    with asked_corpus(tmp_path_factory.mktemp("corpus")) as searcher:
        yield searcher


def asked(text: str) -> Query:
    return read_query(text, "lexical", None, None)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rose. It fell.", ["It rose. ", "It fell."]),
        ("See No. V. It rose by 3.1.", ["See No. V. It rose by 3.1."]),  # stops that may end nothing
        ("He named William E. Simon. He came.", ["He named William E. Simon. ", "He came."]),  # an initial
        ("It has 12. So it is. Why?", ["It has 12. ", "So it is. ", "Why?"]),
        ("Trees, e.g. oaks, grow.", ["Trees, e.g. oaks, grow."]),  # no capital follows
        ("¿Cuántos? Muchos. «Así es.» Y más.", ["¿Cuántos? ", "Muchos. ", "«Así es.» ", "Y más."]),
        ("他们来了。“走吧。”然后走了；没有回来", ["他们来了。", "“走吧。”", "然后走了；", "没有回来"]),
        ("هل جاء؟ نعم جاء. ثم ذهب", ["هل جاء؟ ", "نعم جاء. ", "ثم ذهب"]),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_a_text_is_parted_into_its_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet="ab A。；.!?” \n3", max_size=40).filter(str.strip))
def test_the_sentences_together_are_the_text(text: str) -> None:
    assert "".join(sentences(text)).strip() == text.strip()


LONG = (
    "The harbour was built by the old council over many slow winters and was opened with a feast for everyone. "
    "Its lighthouse keepers are trained by the guild. "
    "In the year of the flood 312 lighthouse keepers were trained. "
    "Bread is baked in the morning and sold at the gate until the noon bell rings."
)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Who bakes bread in the morning?",
            "Bread is baked in the morning and sold at the gate until the noon bell rings.",
        ),
        # both sentences say as much; one has a number
        ("How many lighthouse keepers?", "In the year of the flood 312 lighthouse keepers were trained."),
        # what is asked stands in two neighbours
        (
            "guild lighthouse keepers trained in the flood",
            "Its lighthouse keepers are trained by the guild. "
            "In the year of the flood 312 lighthouse keepers were trained.",
        ),
    ],
)
def test_of_a_long_passage_the_sentence_that_answers_is_quoted(question: str, quote: str) -> None:
    assert quoted(LONG, "en", asked(question)) == quote


def test_a_short_passage_is_quoted_whole() -> None:
    assert quoted("It rose. It fell.", "en", asked("What fell?")) == "It rose. It fell."


def test_a_quote_is_in_the_language_of_the_question_where_its_paragraph_is_translated(searcher: Searcher) -> None:
    found = answer(searcher, "How do young volunteers take part in digital transformation?")
    one = found.citations[0]
    assert (one.language, one.path, one.quote) == ("en", "p1", TEXTS[TRANSLATION])
    assert (one.translation_of, one.found_language) == (stored(searcher.store, *FOUND).id, "zh")
    assert "(DP/2099/1 para. 1, p. 1; translation of the passage found in Chinese)" in found.answer


def test_a_quote_without_a_translation_says_in_which_language_it_is(searcher: Searcher) -> None:
    found = answer(searcher, "online volunteering for persons with disabilities")
    assert (found.citations[0].path, found.citations[0].translation_of) == ("p2", None)
    assert "; in Chinese)" in found.answer


def test_only_numbered_paragraphs_are_taken_for_translations_of_each_other(searcher: Searcher) -> None:
    one = stored(searcher.store, *FOUND)
    found = Citation(one.id, REPORT, "zh", one.number, one.page_first, "b2", one.text)
    assert in_language(searcher.store, found, one.text, asked("young volunteers"), "en") == found


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("What does A/RES/99/902 say of trees along rivers?", {LAW}),
        ("trees planted along rivers", {LAW}),
        ("What does DP/2099/1 say of trees planted along rivers?", set()),  # another document says it
        ("DP/2099/1对沿河植树怎么说？", set()),
    ],
)
def test_a_document_that_is_named_answers_alone(searcher: Searcher, question: str, works: set[str]) -> None:
    found = answer(searcher, question)
    assert {one.work for one in found.citations} == works
    assert works or REPORT in found.answer  # "No answer was found in DP/2099/1."


def test_a_document_that_is_named_and_not_there_is_told_of(searcher: Searcher) -> None:
    found = answer(searcher, "What does DP/2098/7 say of trees along rivers?")
    assert (found.answered, found.answer) == (False, "No answer was found in DP/2098/7.")
    assert "DP/2098/7 is not in the corpus" in found.notes


@pytest.mark.parametrize(("country", "answered"), [("Kenya", True), ("Uganda", False)])
def test_a_passage_on_another_country_is_no_answer(searcher: Searcher, country: str, answered: bool) -> None:
    assert answer(searcher, f"Which fishing boats were repaired in {country}?").answered is answered


@pytest.mark.parametrize(
    ("text", "kind", "answers"),
    [
        ("残疾人", "table_row", False),  # a cell
        ("Persons with disabilities", "paragraph", False),
        ("请会员国沿河植树。", "paragraph", True),
        ("Requests Member States to plant trees.", "paragraph", True),
        ("How Member States plant trees along rivers", "heading", False),
        ("Planting trees along all the rivers ....... 7", "contents", False),
    ],
)
def test_what_only_names_a_subject_does_not_answer(text: str, kind: str, answers: bool) -> None:
    point = ScoredPoint("1", 1.0, {"content": text, "meta": {"kind": kind}})
    assert bool(answerers([point])) is answers


NOT_ANSWERED = {
    "zh": "月球上的土豆如何种植？",
    "en": "How are potatoes grown on the moon?",
    "fr": "Comment cultive-t-on les pommes de terre sur la Lune ?",
    "es": "¿Cómo se cultivan las patatas en la Luna?",
    "ru": "Как выращивают картофель на Луне?",
    "ar": "كيف تزرع البطاطا على سطح القمر؟",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_in_the_corpus_is_said_so_in_the_language_of_the_question(
    searcher: Searcher, language: str
) -> None:
    found = answer(searcher, NOT_ANSWERED[language])
    assert (found.answered, found.citations, found.language) == (False, (), language)
    assert found.answer == load_lexicon("answer")["frames"][language]["not_found"]


@pytest.mark.parametrize("question", ["What does A/RES/99/902 say?", "A/RES/99/902怎么说？"])
def test_a_document_alone_is_no_question(searcher: Searcher, question: str) -> None:
    found = answer(searcher, question)
    assert found.answered is False
    assert found.notes == ("A/RES/99/902 names a document: ask a question, or name a paragraph of it",)


@pytest.mark.parametrize("part", ["frames", "languages", "asks_for_figure", "says"])
def test_every_official_language_has_its_words(part: str) -> None:
    assert set(load_lexicon("answer")[part]) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("question", "text", "works"),
    [
        ("What does DP/2022/11 say of youth?", "What does of youth?", ("DP/2022/11",)),  # what it says is no subject
        ("第75/233号决议对青年怎么说", "对青年", ("A/RES/75/233",)),
        ("What do people say of youth?", "What do people say of youth?", ()),
        ("General Assembly resolution 75/233 on youth", "on youth", ("A/RES/75/233",)),
        ("he and/or she, 3/4 of them", "he and/or she, 3/4 of them", ()),  # no symbols
    ],
)
def test_the_documents_that_a_question_names_are_read(question: str, text: str, works: tuple[str, ...]) -> None:
    found = asked_of(question, None)
    assert (" ".join(found.text.split()), found.works) == (text, works)


def test_a_number_that_is_no_resolution_of_the_corpus_stays_in_the_question(searcher: Searcher) -> None:
    assert asked_of("Is there 50/50 parity?", searcher.store).text == "Is there 50/50 parity?"


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("DP/2099/1 para. 2", "en"),  # "para" is a word of Spanish too
        ("DP/2099/1 párr. 2", "es"),
        ("paragraphe 3 de la résolution 75/233", "fr"),
        ("75/233 第3段", "zh"),
        ("DP/2099/1", "en"),
    ],
)
def test_the_name_of_a_part_tells_its_language(typed: str, language: str) -> None:
    assert language_of_name(typed) == language


def test_there_is_a_bar_for_each_model_of_the_ranker() -> None:
    assert bars().keys() == read_yaml("search", "ranking")["models"].keys()
