"""Instruments and measured amounts of a country, put together from its reviews."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.country_instruments import CountryInstrument, InstrumentMention, Place, country_instruments, normalised
from corpus.country_view import Finding, country_view
from corpus.measured import Quantity, amounts_in


def mention(
    name: str,
    review: int = 2020,
    *,
    page: int = 1,
    year: int | None = None,
    kind: str | None = "policy",
    lang: str = "en",
) -> InstrumentMention:
    """A mention of an instrument in a review of Zambia."""
    place = Place(f"VNR/ZMB/{review}", review, lang, page, f"p{page}", f"{review}-{page}-{name}")
    return InstrumentMention(name, kind, "adopted", "national", year, place)


def found(*mentions: InstrumentMention) -> list[CountryInstrument]:
    return country_instruments("ZMB", mentions)


@pytest.mark.parametrize(
    ("name", "language", "normal", "year"),
    [
        ("the National Volunteer Policy", "en", "national volunteer policy", None),
        ("National Volunteer Policy (2015)", "en", "national volunteer policy", 2015),
        ("Zambia's National Volunteer Policy", "en", "national volunteer policy", None),  # the country's own name
        ("Youth Strategy 2019–2025", "en", "youth strategy 2019-2025", 2019),  # a span belongs to the name
        ("la Loi sur le Bénévolat", "fr", "loi benevolat", None),
        ("《志願服務條例》", "zh", "志愿服务条例", None),  # one script, no marks
        ("《国家发展五年规划（2023-2027 年）》", "zh", "国家发展五年规划 2023-2027年", 2023),  # spaces of typesetting
        ("The", "en", "the", None),  # a name of nothing but such words stays
    ],
)
def test_a_name_is_compared_without_what_does_not_tell_it_from_others(
    name: str, language: str, normal: str, year: int | None
) -> None:
    assert normalised(name, language, "ZMB") == (normal, year)


def test_one_instrument_under_slightly_different_names_has_its_first_and_last_mention() -> None:
    (policy,) = found(
        mention("National Volunteer Policy 2015", 2020, page=48),
        mention("the National Volunteer Policy", 2016, page=12),
        mention("Zambia National Volunteer Policy", 2024, page=7),
    )
    assert (policy.first.place.year, policy.first.place.page) == (2016, 12)
    assert (policy.last.place.year, policy.last.place.page) == (2024, 7)
    assert policy.year == 2015
    assert len(policy.names) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (mention("Volunteer Policy", year=2012), mention("Volunteer Policy", year=2021)),  # an old and a new one
        (mention("Volunteering", kind="law"), mention("Volunteering", kind="programme")),
        (mention("National Volunteer Policy"), mention("National Volunteering Policy")),  # likely one, not certainly
    ],
)
def test_what_may_be_two_is_listed_apart(one: InstrumentMention, other: InstrumentMention) -> None:
    assert len(found(one, other)) == 2


def test_a_plan_of_a_span_of_years_is_one_whatever_year_is_printed_near_it() -> None:
    adopted = mention("Development Plan 2024-2028", 2020, year=2023)
    assert [one.year for one in found(adopted, mention("Development Plan 2024–2028", 2024, year=2024))] == [2024]


def test_a_name_without_a_year_is_given_to_none_of_two() -> None:
    listed = found(
        mention("Volunteer Policy", 2016, year=2012),
        mention("Volunteer Policy", 2020, year=2020),
        mention("Volunteer Policy", 2024),
    )
    assert [instrument.year for instrument in listed] == [2012, 2020, None]


def test_every_mention_is_in_one_instrument() -> None:
    mentions = [mention(name, review, page=page) for name in "ab" for review in (2016, 2020) for page in (1, 2)]
    listed = [m.place.passage_id for instrument in found(*mentions) for m in instrument.mentions]
    assert sorted(listed) == sorted(m.place.passage_id for m in mentions)


@pytest.mark.parametrize(
    ("text", "printed", "language", "quantity", "value"),
    [
        ("In 2020 some 12,500 volunteers served.", "12,500 volunteers", "en", Quantity.VOLUNTEERS, "12500"),
        ("They gave 1.2 million volunteer hours.", "1.2 million volunteer hours", "en", Quantity.HOURS, "1200000"),
        ("Some 34 per cent of adults volunteer.", "34 per cent of adults volunteer", "en", Quantity.SHARE, "34"),
        ("Volunteers gave work worth $3 million.", "worth $3 million", "en", Quantity.MONEY, "3000000"),
        ("注册志愿者超过2.3亿人。", "志愿者超过2.3亿人", "zh", Quantity.VOLUNTEERS, "230000000"),
        ("志愿服务时间共 120 万小时。", "120 万小时", "zh", Quantity.HOURS, "1200000"),
        ("Plus de 4 500 bénévoles.", "4 500 bénévoles", "fr", Quantity.VOLUNTEERS, "4500"),
        ("5 mills had volunteers.", "5 mills had volunteers", "en", Quantity.VOLUNTEERS, "5"),  # not "5 mil"
    ],
)
def test_an_amount_is_read_with_what_it_counts_and_its_sentence(
    text: str, printed: str, language: str, quantity: Quantity, value: str
) -> None:
    start = text.index(printed)
    (amount,) = amounts_in(text, [(start, start + len(printed))], language)
    assert (amount.quantity, amount.value, amount.quote) == (quantity, Decimal(value), text)


def test_an_amount_in_words_is_quoted_without_a_number() -> None:
    (amount,) = amounts_in("Hundreds of volunteers helped.", [(0, 22)], "en")
    assert (amount.quantity, amount.value) == (Quantity.OTHER, None)


def test_of_amounts_that_overlap_the_longest_is_told_once() -> None:
    text = "More than 300 young volunteers came."
    assert [a.printed for a in amounts_in(text, [(10, 30), (10, 13), (14, 30)], "en")] == ["300 young volunteers"]


def test_a_number_in_the_name_of_an_instrument_is_no_amount() -> None:
    text = "Law 45 on Volunteering protects 300 volunteers."
    machine = {
        **{"mention": True, "contribution": False, "policy": True, "policy_lenient": True, "measured": True},
        **{"instrument": "Law 45 on Volunteering", "instrument_type": "law", "instrument_status": "adopted"},
        **{"instrument_scope": "national", "instrument_year": None},
        "rules": [{"rule": "measured", "start": 4, "end": 22}, {"rule": "measured", "start": 32, "end": 46}],
    }
    finding = Finding("id", "VNR/ZMB/2020", 2020, "en", 1, "1", "p1", text, machine)
    view = country_view("ZMB", [], [finding])
    assert [amount.printed for _, amount in view.measured] == ["300 volunteers"]


@pytest.mark.parametrize(
    ("settled", "amounts"),
    [({}, 1), ({"measured": True}, 1), ({"measured": False}, 0)],  # people said that nothing is measured
)
def test_amounts_that_people_refused_are_not_told(settled: dict[str, bool], amounts: int) -> None:
    hits = [{"rule": "measured", "start": 0, "end": 14}]
    machine = dict.fromkeys(("mention", "measured"), True) | {"instrument": None, "rules": hits}
    finding = Finding("id", "w", 2020, "en", 1, None, "p1", "300 volunteers came.", machine, settled=settled)
    assert len(country_view("ZMB", [], [finding]).measured) == amounts


def test_an_instrument_of_another_owner_is_not_the_countrys() -> None:
    machine = {
        **dict.fromkeys(("mention", "policy_lenient"), True),
        **{"instrument": "2030 Agenda", "instrument_type": "plan", "instrument_status": "adopted"},
        **{"instrument_scope": "other", "instrument_year": None, "rules": []},
    }
    finding = Finding("id", "w", 2020, "en", 1, None, "p1", "The 2030 Agenda names volunteers.", machine)
    assert country_view("ZMB", [], [finding]).instruments == ()
