"""The learned second opinion: numbers that are kept, learned from decided passages, and never the decision."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.evidence import classify
from ingest.evidence.features import features
from ingest.evidence.models import in_use, keep, stored, use, versions
from ingest.evidence.opinion import STANDS, Head, SecondOpinion, TrainedModel, logistic, of_json, shipped, stand
from ingest.evidence.rules import conclude
from ingest.evidence.training import LabelledPassage, held_out, rule_shares, train

FACTS = ("roads", "schools", "water", "forests", "harbours", "libraries", "clinics", "parks")


def decided() -> list[LabelledPassage]:
    """Two passages about each of eight subjects, a document each: one with an instrument and one without."""
    found = []
    for fact in FACTS:
        law = f"The Volunteering Act of 2019 regulates volunteers who care for {fact}."
        deed = f"Volunteers cleaned the {fact} in May."
        found.append(LabelledPassage(law, "en", fact, {"policy": True, "contribution": False}))
        found.append(LabelledPassage(deed, "en", fact, {"policy": False, "contribution": True}))
    return found


@pytest.fixture(scope="module")
def learned() -> TrainedModel:
    return train(decided())


def test_what_was_learned_tells_the_passages_apart(learned: TrainedModel) -> None:
    law = classify("The Volunteering Act of 2011 protects volunteers.", "en", second=SecondOpinion(learned))
    deed = classify("Volunteers cleaned the beach.", "en", second=SecondOpinion(learned))
    assert law.opinion is not None
    assert deed.opinion is not None
    assert law.opinion > 0.5 > deed.opinion
    assert law.opinion_version == learned.version


def test_an_opinion_never_changes_what_the_rules_suggest(learned: TrainedModel) -> None:
    contrary = replace(learned, heads={"policy": Head(-9.0, {})})
    text = "The Volunteering Act of 2011 protects volunteers."
    ours, theirs = (classify(text, "en", second=SecondOpinion(model)) for model in (learned, contrary))
    assert theirs.policy_integration
    assert theirs.opinion is not None
    assert theirs.opinion < 0.01
    assert replace(ours, opinion=None, opinion_version=None) == replace(theirs, opinion=None, opinion_version=None)


def test_the_same_numbers_have_the_same_version_and_other_numbers_another(learned: TrainedModel) -> None:
    assert train(decided()).version == learned.version
    assert replace(learned, heads={"policy": Head(0.5, {})}).version != learned.version


def test_a_model_is_kept_as_numbers_and_read_back_alike(learned: TrainedModel) -> None:
    kept = json.loads(json.dumps(learned.as_json()))
    assert of_json(kept) == replace(learned, heads=of_json(kept).heads, comparison=kept["comparison"])
    assert of_json(kept).version == learned.version
    kept["heads"]["policy"]["intercept"] += 1
    with pytest.raises(ValueError, match="other numbers"):
        of_json(kept)


def test_a_model_says_what_it_learned_from_without_holding_the_text(learned: TrainedModel) -> None:
    assert learned.trained_on["passages"] == 2 * len(FACTS)
    assert learned.trained_on["documents"] == len(FACTS)
    assert len(learned.learned_from) == 2 * len(FACTS)
    assert "harbours" not in json.dumps(learned.as_json())


def test_the_comparison_holds_out_documents_and_passages_the_old_model_knew(learned: TrainedModel) -> None:
    assert learned.comparison["in_use"] == shipped().version
    assert learned.comparison["policy"]["in_use_fresh"]["passages"] == 2 * len(FACTS)
    assert learned.comparison["policy"]["held_out"]["f1"] == 1.0
    again = train(decided(), in_use=learned)
    assert again.comparison["policy"]["in_use_fresh"]["passages"] == 0


def test_nothing_is_learned_from_too_little() -> None:
    with pytest.raises(PortalError, match="too few"):
        train(decided()[:6])


def test_passages_without_volunteering_teach_nothing_and_get_no_probability() -> None:
    rain = LabelledPassage("Rain fell on the hills.", "en", "rain", {"policy": False})
    assert train([*decided(), rain]).trained_on["mentions"]["policy"] == 2 * len(FACTS)
    assert held_out([*decided(), rain], "policy")[-1] is None


def test_a_label_that_is_not_decided_is_not_taken_for_no() -> None:
    open_question = [replace(passage, labels={"policy": passage.labels["policy"]}) for passage in decided()[:4]]
    model = train([*open_question, *decided()[4:]])
    assert model.trained_on["mentions"] == {"contribution": 2 * len(FACTS) - 4, "policy": 2 * len(FACTS)}


def test_shares_fall_as_the_rules_are_less_certain() -> None:
    shares = rule_shares(decided())
    assert list(shares) == list(STANDS)
    assert sorted(shares.values(), reverse=True) == list(shares.values())
    assert shares["strict_exists"] >= shares["strict"] > shares["mention"]


def test_every_suggestion_that_mentions_has_a_probability_and_the_shipped_opinion() -> None:
    suggestion = classify("Volunteers cleaned the beach.", "en")
    assert suggestion.probability == shipped().shares[stand(suggestion)]
    assert suggestion.opinion is not None
    assert suggestion.opinion_version == shipped().version
    nothing = classify("Rain fell on the hills.", "en")
    assert (nothing.probability, nothing.opinion) == (None, None)


def test_models_are_kept_beside_each_other_and_one_is_in_use(tmp_path: Path, learned: TrainedModel) -> None:
    settings = Settings(data=tmp_path)
    assert in_use(settings) == shipped()
    keep(settings, learned)
    assert in_use(settings) == shipped()
    use(settings, learned.version)
    assert in_use(settings).version == learned.version
    assert [model.version for model in versions(settings)] == [shipped().version, learned.version]
    use(settings, shipped().version)
    assert in_use(settings) == shipped()


@pytest.mark.parametrize("version", ["opinion-00000000", "../../etc/passwd", ""])
def test_a_model_that_is_not_kept_is_named(tmp_path: Path, version: str) -> None:
    with pytest.raises(PortalError):
        stored(Settings(data=tmp_path), version)


@given(st.floats(-1e4, 1e4))
def test_the_logistic_function_stays_between_nought_and_one(value: float) -> None:
    assert 0 <= logistic(value) <= 1
    assert math.isclose(logistic(value) + logistic(-value), 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Volunteering Act is in force."),
        ("zh", "政府出台了志愿服务条例。"),
        ("ru", "Принят закон о волонтёрстве."),
    ],
)
def test_what_the_rules_see_has_the_same_names_in_every_language(language: str, text: str) -> None:
    reading = conclude(text, language).reading
    assert reading is not None
    seen = features(reading)
    assert {"rule.term", "best.law", "best.strict", "says.existence", "names.law"} <= set(seen)
    assert all(0 <= value <= 2 for value in seen.values())
