"""Rules and words of evidence: every rule has a name and a question, every language the words that rules ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.fingerprint import ROOT
from corpus.lexicon import load_lexicon
from ingest.evidence import classify
from ingest.evidence.lexicon import LANGUAGES, NOTHING, PLAIN, Lexicon, lexicon
from ingest.evidence.rules import MADE_OF
from ingest.evidence.sentences import sentences as cut

FOLDER = Path(__file__).parent / "evidence_sentences"
FIELDS = {"mention": "mentions_volunteering", "contribution": "contribution", "policy": "policy_integration"}
FIELDS |= {"measured": "measured_data"}
LEAST, LEAST_OF_EACH = 14, 7
MAY_BE_EMPTY = frozenset({"acted", "owner_after", "corps"})
"""What some languages say in no word of their own."""


def sentences(language: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return content


def rows() -> list[tuple[str, str, bool, str]]:
    return [
        (language, label, answer == "yes", text)
        for language in LANGUAGES
        for label in FIELDS
        for answer, texts in sentences(language)[label].items()
        for text in texts
    ]


def passages() -> list[tuple[str, str, str]]:
    content = yaml.safe_load((FOLDER / "passages.yml").read_text("utf-8"))
    return [(language, "".join([row[0], *row[2:]]), row[1]) for language, of in content.items() for row in of]


@pytest.mark.parametrize(("language", "label", "holds", "text"), rows())
def test_every_level_is_told_from_what_only_looks_like_it(language: str, label: str, holds: bool, text: str) -> None:
    suggestion = classify(text, language)
    assert getattr(suggestion, FIELDS[label]) is holds
    assert suggestion.mentions_volunteering or label == "mention"


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LANGUAGES for text in sentences(language)["lenient"]["yes"]]
)
def test_what_counts_only_leniently_is_borderline(language: str, text: str) -> None:
    suggestion = classify(text, language)
    assert (suggestion.policy_integration, suggestion.policy_lenient, suggestion.borderline) == (False, True, True)


@pytest.mark.parametrize(("language", "holds", "text"), passages())
def test_passages_of_several_facts_are_read_as_a_whole(language: str, holds: str, text: str) -> None:
    suggestion = classify(text, language)
    assert suggestion.mentions_volunteering is ("M" in holds)
    assert suggestion.policy_integration is ("P" in holds)
    assert suggestion.measured_data is ("D" in holds)
    assert (suggestion.policy_lenient and not suggestion.policy_integration) is ("L" in holds)
    assert "P" in holds or suggestion.contribution is ("C" in holds)  # a law may be for what volunteers do


def test_the_tables_hold_enough_of_every_language_and_level_and_half_of_it_traps() -> None:
    for language in LANGUAGES:
        for label in FIELDS:
            told = sentences(language)[label]
            assert len(told["yes"]) + len(told["no"]) >= LEAST, (language, label)
            assert min(len(told["yes"]), len(told["no"])) >= LEAST_OF_EACH, (language, label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words_that_rules_ask_for(language: str) -> None:
    words = lexicon(language)
    empty = {field for field in Lexicon.__slots__ if getattr(words, field) is NOTHING}
    assert empty <= MAY_BE_EMPTY
    assert set(words.instruments) == {"law", "policy", "plan", "strategy", "programme", "institution"}


def test_every_rule_that_fires_is_named_with_its_question_and_words() -> None:
    rules = load_lexicon("evidence.rules")
    texts = [(language, text) for language, _, _, text in rows()] + [(row[0], row[2]) for row in passages()]
    texts += [(language, text) for language in LANGUAGES for text in sentences(language)["lenient"]["yes"]]
    fired = {hit.rule for language, text in texts for hit in classify(text, language).hits}
    assert fired <= set(rules)
    assert set(rules) - fired == set()  # and none is named that these tables do not show
    asked = {field for rule in rules.values() for field in rule["words"]}
    assert asked == set(Lexicon.__slots__) - PLAIN | {"stems"}


def test_the_rule_version_covers_the_rules_and_their_words_and_nothing_else() -> None:
    assert all((ROOT / name).is_file() for name in MADE_OF)
    learned = {"features.py", "opinion.py", "training.py", "learning.py", "models.py", "embedding.py", "__init__.py"}
    rules = {path.name for path in (ROOT / "ingest/evidence").glob("*.py")} - learned
    assert {Path(name).name for name in MADE_OF if name.endswith(".py")} == rules


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Volunteers came. They planted trees.", 2),
        ("Volunteers serve under Act No. V of 2010.", 1),  # an abbreviation
        ("Under Decree no. V volunteers are insured.", 1),
        ("Under Art. B volunteers are insured.", 1),
        ("William E. Simon named the volunteers.", 1),  # an initial
        ("志愿者来了。他们植树。", 2),
    ],
)
def test_a_stop_that_ends_no_sentence_parts_nothing(text: str, number: int) -> None:
    assert len(list(cut(text, lexicon("en")))) == number


STATES = [
    # What the instrument is, whether it exists, whose it is, and since when.
    ("en", "The Volunteering Act of 2019 is in force.", ("law", "adopted", "national", 2019)),
    (
        "en",
        "In 2021 the Cabinet approved the National Policy on Volunteerism.",
        ("policy", "adopted", "national", 2021),
    ),
    ("en", "The Ministry is drafting a national policy on volunteering.", ("policy", "intended", "national", None)),
    ("en", "The draft Volunteer Policy awaits Cabinet approval.", ("policy", "pending", "national", None)),
    ("en", "The volunteer policy of 2012 has lapsed.", ("policy", "expired", "national", 2012)),
    ("en", "The city council adopted a volunteering strategy in 2021.", ("strategy", "adopted", "subnational", 2021)),
    ("en", "The company's volunteer policy gives staff two days.", ("policy", "unknown", "other", None)),
    ("zh", "国务院于2017年颁布《志愿服务条例》。", ("law", "adopted", "national", 2017)),
    ("zh", "该国正在起草志愿服务法。", ("law", "intended", "national", None)),
    ("fr", "Un projet de loi sur le bénévolat sera soumis au parlement.", ("law", "pending", "national", None)),
    ("es", "En 2019 se aprobó el reglamento de la Ley del Voluntariado.", ("law", "adopted", "national", 2019)),
    ("ru", "Закон «О волонтёрской деятельности» был принят в 2016 году.", ("law", "adopted", "national", 2016)),
]


@pytest.mark.parametrize(("language", "text", "told"), STATES)
def test_an_instrument_comes_with_type_status_scope_and_year(
    language: str, text: str, told: tuple[str, str, str, int | None]
) -> None:
    named = classify(text, language).named
    assert named is not None
    assert (named.type, named.status, named.scope, named.year) == told


def test_an_instrument_that_is_denied_is_not_named() -> None:
    suggestion = classify("There is no law on volunteering.", "en")
    assert suggestion.named is None
    assert suggestion.candidate  # people may still want to look


FRAMEWORKS = [
    ("en", "The UN Sustainable Development Cooperation Framework 2022–2026 relies on community volunteers.", True),
    ("en", "The UNDAF 2018–2022 promotes volunteerism in three outcomes.", True),
    ("en", "The UNSDCF was signed in June. Volunteers cleaned the beach.", False),  # two sentences, two facts
    ("zh", "联合国可持续发展合作框架将志愿服务作为实施手段。", True),
    ("fr", "Le Cadre de coopération des Nations Unies intègre le volontariat.", True),
    ("es", "El Marco de Cooperación de las Naciones Unidas incorpora el voluntariado.", True),
    ("ar", "يتضمن إطار الأمم المتحدة للتعاون من أجل التنمية المستدامة العمل التطوعي.", True),
    ("ru", "Рамочная программа ООН по сотрудничеству включает волонтёрство.", True),
    ("pt", "O Quadro de Cooperação das Nações Unidas integra o voluntariado.", True),
    ("en", "The 2030 Agenda recognizes the role of volunteers.", False),  # of many States, not of a country
]


@pytest.mark.parametrize(("language", "text", "named"), FRAMEWORKS)
def test_a_framework_of_the_united_nations_is_noted_apart_from_the_states_instruments(
    language: str, text: str, named: bool
) -> None:
    suggestion = classify(text, language)
    assert (suggestion.framework is not None) is named
    assert suggestion.framework is None or suggestion.framework in text
    assert not suggestion.policy_integration
