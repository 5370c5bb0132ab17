"""Finding mentions in a text: one row per form of citation, with what makes it a case of its own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citations import Mention
from ingest.citations.find import find_mentions

Row = tuple[str, str | None]


def brief(mentions: list[Mention]) -> list[tuple[str, str, str | None]]:
    """Surface, kind and target of each mention."""
    return [(mention.surface, str(mention.kind), mention.target) for mention in mentions]


def targets(text: str, language: str | None) -> list[str | None]:
    """The targets of a text's mentions, in order."""
    return [mention.target for mention in find_mentions(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依照大会第75/233号决议行事", ["A/RES/75/233"]),
        ("大会2019年3月4日关于水的第 73 / 226 号决议", ["A/RES/73/226"]),  # date and title between
        ("大会第70/1、70/129和73/140号决议", ["A/RES/70/1", "A/RES/70/129", "A/RES/73/140"]),
        ("第53/243 A和B号决议", ["A/RES/53/243A", "A/RES/53/243B"]),
        ("安全理事会第\n1244 号决议", ["S/RES/1244"]),  # broken by a line end
        ("第1325(2000)号决议", ["S/RES/1325(2000)"]),
        ("第１３２５（２０００）号决议", ["S/RES/1325(2000)"]),  # full-width
        ("人权理事会2022年3月31日关于住房的第49/6号决议", ["A/HRC/RES/49/6"]),
        ("经社理事会第2018/12号决议", ["E/RES/2018/12"]),
        ("执行局第2018/8号决定", ["EB/2018/8"]),
        ("大会第1514(XV)号决议", ["A/RES/1514(XV)"]),
        ("载于A/RES/73/140号决议", ["A/RES/73/140"]),  # no word boundary beside Chinese
        ("秘书长的报告(A/73/254)", ["A/73/254"]),
        ("《 2030 年 可持续发展\n议程》", ["A/RES/70/1"]),
        ("目标3、4和15", ["SDG/3", "SDG/4", "SDG/15"]),
        ("具体目标3b和可持续发展目标指标5.a.1", ["SDG/3.b", "SDG/5.a.1"]),
        ("监测框架指标3.6.11", [None]),  # another framework's, not of the 2030 Agenda
    ],
)
def test_chinese_citations_are_found(text: str, expected: list[str | None]) -> None:
    assert targets(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Recalling General Assembly resolutions 70/1, 70/129 and 73/140,",
            ["A/RES/70/1", "A/RES/70/129", "A/RES/73/140"],
        ),
        ("resolutions 77/126 of 12 December 2022 and 77/187 of the same year", ["A/RES/77/126", "A/RES/77/187"]),
        ("resolutions 53/243 A and B.", ["A/RES/53/243A", "A/RES/53/243B"]),
        ("its resolution 1325 (2000)", ["S/RES/1325(2000)"]),
        ("Security Council resolution 1244", ["S/RES/1244"]),
        ("Human Rights Council resolution 17/4", ["A/HRC/RES/17/4"]),
        ("resolution 17/4 of the Human Rights Council", ["A/HRC/RES/17/4"]),
        ("Economic and Social Council decision 2018/201", ["E/DEC/2018/201"]),
        ("decision 1/CP.21", ["FCCC/DEC/1/CP.21"]),
        ("see A/77/895-S/2023/363.", ["A/77/895"]),  # joined symbols are one mention
        ("documents S/5448 and Add.1-3", ["S/5448"]),
        ("the fascicle A/81/6 (Sect. 10)/Part A", ["A/81/6 (Sect. 10)/Part A"]),
        ("under the 2030 Agenda for Sustainable Development", ["A/RES/70/1"]),
        ("Goals 1, 2 and 17, and target 17.18", ["SDG/1", "SDG/2", "SDG/17", "SDG/17.18"]),
        ("UNSCR 2250 and unscr 1325 (2000)", ["S/RES/2250", "S/RES/1325(2000)"]),
        ("RESOLUTION 70/1, re\u017folution 70/2", ["A/RES/70/1", "A/RES/70/2"]),  # the long s folds to s
        ("dec\u0130sion 70/1", []),  # a dotted capital I does not
        ("SDG targets 11.3 and 11.A, indicator 5.C.1", ["SDG/11.3", "SDG/11.a", "SDG/5.c.1"]),
        ("SDG 18", ["SDG/18"]),  # found as written; resolving says that it is impossible
        ("general comment No. 14 (2000)", ["E/C.12/2000/4"]),
        ("General Comment No. 25 (2021)", ["CRC/C/GC/25"]),
        ("UNEP/EA.5/Res.14", ["UNEP/EA.5/RES/14"]),
        ("SUSTAINABLE DEVELOPMENT GOAL 17 and GOAL 5", ["SDG/17", "SDG/5"]),
        ("Goals 14 (life below water) and 15", ["SDG/14", "SDG/15"]),
        ("Goals 1–5, targets 8.5–8.6", ["SDG/1", "SDG/5", "SDG/8.5", "SDG/8.6"]),  # a range names its ends
        ("under Goal 5, 12 countries and 4 other goals", ["SDG/5"]),
        ("Output indicator 2.1 and target 4.2 of the strategic plan", [None, None]),
        ("target 4.2 of the 2030 Agenda", ["SDG/4.2", "A/RES/70/1"]),
    ],
)
def test_english_citations_are_found(text: str, expected: list[str | None]) -> None:
    assert targets(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("la résolution 70/1 de l'Assemblée générale", "fr", ["A/RES/70/1"]),
        ("la resolución 1325 (2000) del Consejo de Seguridad", "es", ["S/RES/1325(2000)"]),
        ("в резолюции 70/1 Генеральной Ассамблеи", "ru", ["A/RES/70/1"]),
        ("قرار الجمعية العامة A/RES/70/1", "ar", ["A/RES/70/1"]),
        ("Objectif 8, cible 8.5", "fr", ["SDG/8", "SDG/8.5"]),
        ("Goal 8 of the 2030 Agenda", None, ["SDG/8", "A/RES/70/1"]),  # language unknown
    ],
)
def test_other_languages_have_symbols_numbers_and_goals(text: str, language: str | None, expected: list[str]) -> None:
    assert targets(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("于2012/2013年和2025/26年度，占1/3，见11/21", "zh"),
        ("预算为75.233亿美元，18-07638，议程项目8，第44004号", "zh"),
        ("战略计划目标领域的目标200个", "zh"),
        ("in 2025/26 one third (1/3) voted 11/21, job 18-07638 (E)", "en"),
        ("page 3/12, agenda item 8, P-5 posts, the 3082nd meeting", "en"),
        ("influenza A/H1N1 and and/or A/B testing", "en"),
        ("Goals 5 million and target 3.5 per cent", "en"),
        ("Strategic Goal 1 and Millennium Development Goal 5", "en"),
        ("实现战略目标2", "zh"),
        ("STRATEGIC GOAL 18, Goal 2 of the club, 2030 AGENDA FOR SUSTAINABLE DEVELOPMENT 21", "en"),
        ("الهدف 2 من أهداف آيتشي للتنوع البيولوجي", "ar"),
        ("la Carta de la Tierra", "es"),
        ("21/12/2020, 2020-12-21, a ratio of 1:2, 75/100 of them, ISO/IEC 27001, ISBN 978-92-1-101375-4", "en"),
        ("Law 27/2006, resolution 45/2017, Ministerial resolution 123 (2019)", "en"),  # a number and its year
        ("A/B testing, S/he, 24/7, Agenda 2063, Vision 2030, the Charter of the Organization of African Unity", "en"),
        ("Goal Areas 1 and 2, Outcome 1.2, Table 3, Sales No. E.20.II.D.1, Treaty Series, vol. 1577, No. 27531", "en"),
        ("le 21/12/2020, loi no 2020/15, décret n° 85/07, directive 2008/115/CE, objectif stratégique 3", "fr"),
        (
            "Ley 27/2006, Resolución Ministerial 70/1, Objetivo estratégico 3, meta 5 millones, la Carta Democrática",
            "es",
        ),
        ("закон № 70/1, указ 85/07, постановление 70/1, решение № 70/1 Правительства", "ru"),
        ("21/12/2020 القانون رقم 27/2006 المرسوم 85/07 رؤية المملكة 2030", "ar"),
        ("2020/12/21，第27/2006号法律，第3082次会议，第1577卷，第27531号，国务院第70/1号决定，占75/233", "zh"),
        (
            "https://example.org/undocs.org/A/RES/70/1 and view_doc.asp?symbol=A/RES/70/129",
            "en",
        ),  # no address of the UN's
    ],
)
def test_numbers_that_cite_nothing_are_left_alone(text: str, language: str) -> None:
    assert find_mentions(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("大会第75/233号决议执行部分第29段", "zh", ("paragraph", ("29",))),
        ("第75/233号决议第29段和第30段", "zh", ("paragraph", ("29", "30"))),
        ("A/73/254,第1-11段", "zh", ("paragraph", ("1-11",))),
        ("第69/283号决议，附件二", "zh", ("annex", ("二",))),
        ("《联合国宪章》第五十一条", "zh", ("article", ("五十一",))),
        ("paragraph 29 of General Assembly resolution 75/233", "en", ("paragraph", ("29",))),
        ("Article 25 of the Charter of the United Nations", "en", ("article", ("25",))),
        ("resolution 75/233, paras. 22 to 28", "en", ("paragraph", ("22-28",))),
        ("(A/80/624, para. 5 (b))", "en", ("paragraph", ("5(b)",))),
        ("resolution 69/283 of 3 June 2015, annex II", "en", ("annex", ("II",))),
    ],
)
def test_pinpoints_stay_with_their_citation(text: str, language: str, numbers: tuple[str, tuple[str, ...]]) -> None:
    (mention,) = find_mentions(text, language)
    assert mention.pinpoint is not None
    assert (mention.pinpoint.type, mention.pinpoint.numbers) == numbers


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("第75/233号决议…；该决议", "zh", ("该决议", "anaphor", "A/RES/75/233")),
        ("by resolution 75/233. In the same resolution", "en", ("the same resolution", "anaphor", "A/RES/75/233")),
        ("该决议", "zh", ("该决议", "anaphor", None)),  # no antecedent in the passage
        ("见本报告附件5", "zh", ("本报告", "internal", "SELF")),
        ("上文第42段", "zh", ("第42段", "internal", "SELF")),
        ("see paragraph 33 above", "en", ("paragraph 33", "internal", "SELF")),
        ("《全球反恐战略》和该《战略》", "zh", ("该《战略》", "anaphor", "A/RES/60/288")),
    ],
)
def test_anaphors_need_a_resolved_antecedent(text: str, language: str, expected: tuple[str, str, str | None]) -> None:
    *_, last = find_mentions(text, language)
    assert (last.surface, str(last.kind), last.target) == expected
    assert last.ambiguous is (last.target is None)


cited_text = st.lists(
    st.sampled_from(
        [
            "大会",
            "第75/233号决议",
            "执行部分第29段",
            " ",
            "\n",
            "，",
            "和",
            "A/RES/70/1",
            "resolution 70/1",
            "Goals 3",
            " and 4",
            "目标",
            "5",
            "(",
            "）",
            "Ａ／73／1",
            "该决议",
            "ibid., para. 4",
            "\ud800",
            "\u202e",
            "e\u0301",
            "5 e) ",
            "دإط-11/1",
            "قرار ",
            "пункт 5 ",
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150)
@given(
    st.one_of(cited_text, st.text(st.characters(exclude_categories=()), max_size=60)),  # surrogates too
    st.sampled_from(["zh", "en", "fr", "es", "ru", "ar", "xx", None]),
)
def test_offsets_slice_back_to_the_surface_and_never_overlap(text: str, language: str | None) -> None:
    mentions = find_mentions(text, language)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.surface
    for earlier, later in pairwise(mentions):
        assert earlier.end <= later.start


HOSTILE = [
    "A/",
    "第",
    "(",
    "1/",
    "第1/1、",
    "75/233 and ",
    "annex, ",
    " ",
    "《",
    "段",
    "和",
    " of ",
    "目标1、",
    "resolutions on ",
]


@pytest.mark.parametrize("piece", [*HOSTILE, "resolution 1/1, ", "paragraph 5 of ", "第一段", "قرار ", "пункт 5 "])
@pytest.mark.parametrize("language", ["zh", "en", "fr", "ar"])
def test_hostile_repetition_takes_linear_time(piece: str, language: str) -> None:
    find_mentions("", language)
    begun = time.perf_counter()
    find_mentions(piece * (100_000 // len(piece)), language)
    assert time.perf_counter() - begun < 3  # about 0.1 s; a quadratic pattern would take minutes
