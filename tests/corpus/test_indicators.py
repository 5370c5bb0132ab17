from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.indicators import indicator, indicators, sealed
from corpus.indicators.definitions import MOST, Label, read_definition, with_own
from corpus.indicators.figures import wilson
from corpus.indicators.regions import is_in, region_of, sector_of, subregion_of
from corpus.lexicon import load_catalogue, load_lexicon
from corpus.reviewing import LABELS

OWN = """
code: gender
framework: ours
title: {en: Countries that measure volunteer work, zh: 测量志愿工作的国家}
population: vnr
strict: measured
lenient: mention
"""


def test_wilson_interval_of_26_of_45() -> None:
    low, high = wilson(26, 45) or (0, 0)
    # Computed by hand: centre (26/45 + z²/90)/(1 + z²/45) = .5717, half width .1383 with z = 1.95996.
    assert (round(low, 1), round(high, 1)) == (43.3, 71.0)
    assert wilson(0, 0) is None


def test_equal_counts_have_equal_snapshots() -> None:
    assert sealed({"b": 1, "a": [2]}) == sealed({"a": [2], "b": 1})
    assert sealed({"a": 1})["snapshot"] != sealed({"a": 2})["snapshot"]


def test_what_changed_is_no_part_of_a_count() -> None:
    assert sealed({"a": 1, "changes": None})["snapshot"] == sealed({"a": 1, "changes": {"since": "x"}})["snapshot"]


def test_an_unknown_indicator_names_those_that_are_defined() -> None:
    with pytest.raises(PortalError, match=r"Unknown indicator.*9\.9.*3\.1, 1\.1, mention, 3\.2, 3\.1\.1, 3\.1\.2"):
        indicator("9.9")


def test_every_indicator_has_a_title_in_both_languages() -> None:
    assert all(definition.title.keys() == {"en", "zh"} for definition in indicators().values())


def test_definitions_know_the_labels_that_people_decide() -> None:
    assert set(Label.__args__) == set(LABELS)  # type: ignore[attr-defined]


def test_a_user_may_define_an_indicator_and_change_none(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(OWN, "utf-8")
    assert list(with_own(tmp_path))[-1] == "gender"
    assert indicator("gender", tmp_path).condition("lenient") == "mention"
    (tmp_path / "again.yml").write_text(OWN.replace("gender", '"3.1"'), "utf-8")
    with pytest.raises(PortalError, match=r"indicator 3\.1 is defined twice"):
        indicator("3.1", tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: [", "own.yml is no YAML"),
        ("- a list", "own.yml: as a whole"),
        (OWN.replace("measured", "measures"), "own.yml: strict: Input should be"),
        (OWN + "colour: red\n", "own.yml: colour: Extra inputs"),
        (OWN.replace("lenient: mention\n", ""), "strict and lenient belong"),
        (OWN.replace("zh: 测量志愿工作的国家", "zh: ''"), "own.yml: title.zh"),
        (OWN.replace("population: vnr", "population: knowledge"), "strict and lenient belong"),
        (OWN.replace("code: gender", "code: 'a b'"), "own.yml: code"),
    ],
)
def test_a_definition_that_cannot_be_one_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(PortalError) as refused:
        read_definition("own.yml", text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_lenient_reading_takes_what_the_strict_one_takes() -> None:
    for definition in indicators().values():
        if definition.of_passages:
            assert definition.conditions("strict") <= definition.conditions("lenient")


def test_every_member_and_observer_state_is_in_one_subregion() -> None:
    states = [state for row in load_catalogue("regions")["subregions"].values() for state in row["states"].split()]
    assert len(states) == len(set(states))
    assert set(load_lexicon("countries.names")) <= set(states)


def test_the_groups_are_as_large_as_the_united_nations_has_them() -> None:
    groups = load_catalogue("regions")["groups"]
    sizes = {name: len(set(row["states"].split())) for name, row in groups.items()}
    assert sizes == {
        "ldc": 44,
        "lldc": 32,
        "sids": 39,
    }  # 44 of the first since São Tomé and Príncipe left, December 2024


@pytest.mark.parametrize(
    ("iso3", "year", "expected"),
    [
        ("KEN", 2024, False),
        ("UGA", 2024, True),
        ("BTN", 2023, True),  # graduated in December 2023
        ("BTN", 2024, False),
        ("VUT", 2020, True),  # graduated in December 2020
        ("XAA", 2024, None),  # a sample country is in no list
    ],
)
def test_who_is_a_least_developed_country_depends_on_the_year(iso3: str, year: int, expected: bool | None) -> None:
    assert is_in("ldc", iso3, year) is expected


def test_a_state_has_the_m49_codes_of_its_region() -> None:
    assert (region_of("KEN"), subregion_of("KEN")) == ("002", "014")
    assert (region_of("CYP"), subregion_of("CYP")) == ("142", "145")  # Western Asia, as M49 has it
    assert region_of("XAA") == "unknown"


@pytest.mark.parametrize(
    ("instrument", "sector"),
    [
        ("National Volunteer Policy", "volunteering"),
        ("National Youth Volunteering Strategy", "volunteering"),  # of two sectors the first in the list
        ("Loi portant statut du bénévolat", "volunteering"),
        ("ЗАКОН О ДОБРОВОЛЬЧЕСТВЕ", "volunteering"),
        ("قانون العمل التطوعي", "volunteering"),
        ("志愿服务条例", "volunteering"),
        ("Youth Strategy 2019-2025", "youth"),
        ("Politique nationale de la santé", "health"),
        ("国家发展五年规划", "development_plan"),
        ("رؤية 2030", "development_plan"),
        ("Plan Nacional de Desarrollo", "development_plan"),
        ("Decree 12", "unknown"),
    ],
)
def test_an_instrument_has_the_sector_of_its_name(instrument: str, sector: str) -> None:
    assert sector_of(instrument) == sector


WRONG = {
    "a key twice": (OWN + "strict: mention\n", "'strict' is there twice"),
    "a date that is none": (OWN + "source: 2024-13-45\n", "is no YAML"),
    "a control character": (OWN.replace("ours", '"a\\x01b"'), "framework: .*one line of text"),
    "nothing but a space": (OWN.replace("ours", '" "'), "framework"),
    "a dimension twice": (OWN + "disaggregation: [region, region]\n", "twice in disaggregation"),
    "a label of passages in a count of products": (
        OWN.replace("vnr", "knowledge").replace("lenient: mention", "counts: contributors"),
        "has no strict",
    ),
    "a label that is none": (OWN.replace("measured", "polisy"), "strict: Input should be"),
    "no title": (OWN.replace("title", "heading"), "title: Field required"),
    "a list": ("[" * 900 + "]" * 900, "bad.yml"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_definition_cannot_mean_is_refused(case: str) -> None:
    text, said = WRONG[case]
    with pytest.raises(PortalError, match=said) as failure:
        read_definition("bad.yml", text)
    assert failure.value.code == "bad_definition"


def test_a_folder_of_definitions_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="is no folder with definitions"):
        with_own(tmp_path / "none")


def test_no_definition_of_a_folder_is_left_out_silently(tmp_path: Path) -> None:
    for number in range(MOST + 1):
        (tmp_path / f"{number}.yml").write_text(OWN.replace("gender", f"own{number}"), "utf-8")
    with pytest.raises(PortalError, match="holds 101 files, more than 100"):
        with_own(tmp_path)
