"""Forms that many citations share: addresses, issuers, executive boards, levels of a part, editions, ellipsis."""

from __future__ import annotations

import pytest

from corpus.citations import MentionKind
from corpus.documents import Passage, PassageKind
from ingest.citations.find import cite_document, find_mentions

Parts = list[tuple[str, tuple[str, ...]]]


def found(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """Surface and target of each mention."""
    return [(mention.surface, mention.target) for mention in find_mentions(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://undocs.org/en/A/RES/75/233.", [("A/RES/75/233", "A/RES/75/233")]),  # the full stop is the sentence's
        ("http://www.undocs.org/DP/2022/11", [("DP/2022/11", "DP/2022/11")]),
        ("https://undocs.org/ch/A/RES/75/233", [("A/RES/75/233", "A/RES/75/233")]),  # an old code of Chinese
        (
            "https://undocs.org/Home/Mobile?FinalSymbol=A%2FRES%2F75%2F233&Language=E",
            [("A%2FRES%2F75%2F233", "A/RES/75/233")],
        ),
        ("(https://docs.un.org/A/75/350)", [("A/75/350", "A/75/350")]),
        ("https://documents.un.org/symbol-explorer?s=A/RES/70/1&lang=E", [("A/RES/70/1", "A/RES/70/1")]),
        ("www.un.org/en/ga/search/view_doc.asp?symbol=A/RES/73/140", [("A/RES/73/140", "A/RES/73/140")]),
        ("https://undocs.org/A%2FRES%2F70%2F1", [("A%2FRES%2F70%2F1", "A/RES/70/1")]),
        ("https://documents.un.org/doc/undoc/gen/n20/377/95/pdf", []),  # holds no symbol
        ("https://undocs.org.example.com/A/RES/70/1", []),  # another's host
        ("https://example.com/undocs.org/A/RES/70/1", []),
        ("https://my-undocs.org/A/RES/70/1", []),
    ],
)
def test_address_of_a_un_document_is_a_mention_of_its_symbol(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("National resolution No. 70/1 of the Cabinet", "en"),
        ("resolution 70/1 of the Council of Ministers", "en"),
        ("European Parliament resolution 2019/2956", "en"),
        ("ILO resolution 70/1", "en"),
        ("Law 27/2006, Decree No. 2020/15 and Council Directive 2008/115/EC", "en"),
        ("部长会议第70/1号决议", "zh"),
        ("第85/07号法令和第3/2019号总统令", "zh"),
        ("教科文组织大会第40/1号决议", "zh"),  # ends in the name of a body
        ("各国议会联盟大会2019年关于志愿服务的第41/1号决议", "zh"),
        ("ICAO Assembly resolution 40/18 and UNESCO General Conference resolution 40/1", "en"),
        ("the European Parliament adopted resolution 2019/2956", "en"),  # no body adopts a thousand in a year
        ("la décision n° 2018/12 du Conseil constitutionnel", "fr"),
        ("решение № 2018/12 Конституционного суда", "ru"),
        ("resolution 1920 x 1080", "en"),
        ("résolution 1920/1080", "fr"),
    ],
)
def test_countries_and_other_organisations_decisions_are_no_mentions(text: str, language: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        ("decision 14/1 of the Open-ended Working Group on Ageing", "en", None),  # a body without a key
        ("Commission decision 2019/5", "en", None),  # whose commission's
        ("工作组第14/1号决定", "zh", None),
        ("resolution 16/18", "en", None),  # session 16 of the General Assembly numbered otherwise
        ("Human Rights Council resolution 16/18", "en", "A/HRC/RES/16/18"),
        ("Council resolution 2022/15", "en", "E/RES/2022/15"),  # the shape tells which council
        ("Council resolution 1325 (2000)", "en", "S/RES/1325(2000)"),
        ("Assembly resolution 67/226", "en", "A/RES/67/226"),
        ("resolution (76/231)", "en", "A/RES/76/231"),
        ("decision 80/506, of the New York Declaration", "en", "A/DEC/80/506"),  # "of the" goes on with the sentence
        ("联合国大会第75/233号决议", "zh", "A/RES/75/233"),
        ("理事会第2022/15号决议", "zh", "E/RES/2022/15"),
        ("各国政府执行第75/233号决议", "zh", "A/RES/75/233"),  # governments carry it out
        ("J (70)号决定", "zh", "ECE/DEC/J(70)"),
        # a body's own resolution, named before its subject
        ("In its decision 2022/6, the Executive Board requested details", "en", "EB/2022/6"),
        ("In its resolution 51/15, the Human Rights Council extended", "en", "A/HRC/RES/51/15"),
        ("Dans sa décision 2022/6, le Conseil d’administration a demandé", "fr", "EB/2022/6"),
        ("En su resolución 51/15, el Consejo de Derechos Humanos prorrogó", "es", "A/HRC/RES/51/15"),
        ("В своей резолюции 51/15 Совет по правам человека продлил", "ru", "A/HRC/RES/51/15"),
        ("Во исполнение резолюции 75/233 Генеральный секретарь представил", "ru", "A/RES/75/233"),  # the subject
        ("резолюция 75/233 Комитета", "ru", None),  # the case says that it is theirs
    ],
)
def test_issuer_is_named_beside_the_number_or_told_by_its_shape(text: str, language: str, target: str | None) -> None:
    (mention,) = find_mentions(text, language)
    assert (mention.target, mention.ambiguous) == (target, target is None)


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        ("Executive Board decision 2022/6 asks UNICEF", "en", "EB-UNICEF/2022/6"),
        ("Executive Board decision 2022/6 asks UN-Women", "en", "EB-UNW/2022/6"),
        ("Executive Board decision 2022/6 asks UNICEF and UNDP", "en", "EB/2022/6"),  # two agencies tell nothing
        ("妇女署执行局第2021/5号决定", "zh", "EB-UNW/2021/5"),
        ("执行局第2022/6号决定请儿基会报告", "zh", "EB-UNICEF/2022/6"),
    ],
)
def test_executive_board_is_that_of_the_one_agency_named(text: str, language: str, target: str) -> None:
    (mention,) = find_mentions(text, language)
    assert mention.target == target


@pytest.mark.parametrize(
    ("text", "language", "levels"),
    [
        (
            "A/77/3, chap. VI, sect. D, para. 4",
            "en",
            [("chapter", ("VI",)), ("section", ("D",)), ("paragraph", ("4",))],
        ),
        ("Article 101, paragraph 3, of the Charter", "en", [("article", ("101",)), ("paragraph", ("3",))]),
        ("paragraph 5 of annex II to resolution 70/1", "en", [("paragraph", ("5",)), ("annex", ("II",))]),
        # subparagraphs before "of paragraph 3" are no level
        ("subparagraph (c) of paragraph 3 of resolution 1591 (2005)", "en", [("paragraph", ("3",))]),
        (
            "section I.C of the report of the Secretary-General on the budget of the Mission (A/80/624)",
            "en",
            [("section", ("I.C",))],
        ),
        ("(A/77/3)，第六章，D节", "zh", [("chapter", ("六",)), ("section", ("D",))]),
        ("A/57/465，附件一，第10(a)段", "zh", [("annex", ("一",)), ("paragraph", ("10(a)",))]),
        ("《世界人权宣言》(第二十七条第1款)", "zh", [("article", ("二十七",)), ("paragraph", ("1",))]),
        (
            "第十五条第1款(b)项，《世界人权宣言》第二十七条第1款(b)项",
            "zh",
            [("article", ("二十七",)), ("paragraph", ("1(b)",))],
        ),
        ("大会第75/233号决议及其附件", "zh", [("annex", ())]),
        ("第75/233号决议第7㈡段", "zh", [("paragraph", ("7㈡",))]),
        ("大会第46/182号决议附件第5段", "zh", [("annex", ()), ("paragraph", ("5",))]),  # the annex has no number
        ("大会第52/12 B号决议A节第1段", "zh", [("section", ("A",)), ("paragraph", ("1",))]),
        ("第75/233号决议第11(a)至(c)段", "zh", [("paragraph", ("11(a)-(c)",))]),
        # items behind the unit, each of the last number
        ("第70/1号决议第10段(a)和(b)", "zh", [("paragraph", ("10(a)", "(b)"))]),
        ("第70/1号决议第2段和第10段(a)项和(c)至(e)项", "zh", [("paragraph", ("2", "10(a)", "(c)-(e)"))]),
        # and before it
        ("第70/1号决议第10(a)和(b)段", "zh", [("paragraph", ("10(a)", "(b)"))]),
        ("第70/1号决议第10(a)、(c)至(e)和12段", "zh", [("paragraph", ("10(a)", "(c)-(e)", "12"))]),
        ("第70/1号决议第2段(2020年)", "zh", [("paragraph", ("2",))]),
        ("paragraph 10 (a) and (b) of resolution 70/1", "en", [("paragraph", ("10(a)", "(b)"))]),
        ("paragraphe 10 a) et b) de la résolution 70/1", "fr", [("paragraph", ("10(a)", "(b)"))]),
        ("a) rappelle la résolution 70/1, par. 10; b) note", "fr", [("paragraph", ("10",))]),
        (
            "los párrafos 10 a), b) y c) y 12 de la resolución 70/1",
            "es",
            [("paragraph", ("10(a)", "(b)", "(c)", "12"))],
        ),
        ("пункте 10 a) и b) резолюции 70/1", "ru", [("paragraph", ("10(a)", "(b)"))]),
        ("الفقرة 10 (أ) و (ب) من القرار 70/1", "ar", [("paragraph", ("10(ا)", "(ب)"))]),
        ("пункт 2 статьи 17 Устава", "ru", [("paragraph", ("2",)), ("article", ("17",))]),  # joined by case alone
        ("Article 73 e of the Charter", "en", [("article", ("73e",))]),
        ("section II, paragraph 3, of the report (A/77/1)", "en", [("section", ("II",)), ("paragraph", ("3",))]),
        ("A/77/6 (Introduction), para. 14", "en", [("paragraph", ("14",))]),
        ("A/75/1, par. 5 a) à c), et annexe II", "fr", [("paragraph", ("5(a)-(c)",)), ("annex", ("II",))]),
        ("в пунктах 3 b) и 7 c) резолюции 1540 (2004)", "ru", [("paragraph", ("3(b)", "7(c)"))]),
        ("la resolución 73/140, en particular su párrafo 8,", "es", [("paragraph", ("8",))]),
        ("A/74/676، المرفق الثاني، الفقرة 7", "ar", [("annex", ("الثاني",)), ("paragraph", ("7",))]),
        ("الفصل السابع من الميثاق", "ar", [("chapter", ("السابع",))]),
        ("第75/233号决议序言部分第3段", "zh", []),  # no paragraph 3 of the operative part
        ("preambular paragraph 3 of resolution 75/233", "en", []),
        ("resolution 75/233, op 6", "en", [("paragraph", ("6",))]),  # usually "OP 6"; small letters raised KeyError
    ],
)
def test_every_level_of_a_part_is_kept_in_text_order(text: str, language: str, levels: Parts) -> None:
    (mention,) = find_mentions(text, language)
    assert [(level.type, level.numbers) for level in mention.levels] == levels
    assert mention.pinpoint == (mention.levels[0] if levels else None)


def test_each_paragraph_is_of_the_resolution_that_follows_it() -> None:
    mentions = find_mentions("paragraph 17 of resolution 2140 (2014) and paragraph 19 of resolution 2216 (2015)", "en")
    assert [mention.pinpoint.numbers if mention.pinpoint else () for mention in mentions] == [("17",), ("19",)]


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        ("resolution 70/1 on volunteering, and paragraph 7 thereof", "en", "A/RES/70/1"),
        ("the letter (S/25479), namely the Agreement (annex I)", "en", "S/25479"),
        ("Decides, acting under Chapter VII, to extend", "en", "UN-CHARTER"),
        ("第75/233号决议获得通过，其中第18段", "zh", "A/RES/75/233"),
    ],
)
def test_part_whose_document_stands_earlier_is_an_anaphor(text: str, language: str, target: str) -> None:
    *_, last = find_mentions(text, language)
    assert (last.kind, last.target) == (MentionKind.ANAPHOR, target)
    assert last.pinpoint is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Article 2 of the Charter of the United Nations and article 5 of the Constitution", "en"),
        ("resolution 75/233, paragraph 12, and paragraph 3 of the Labour Act", "en"),
        ("《联合国宪章》第二条和《宪法》第五条", "zh"),
        ("《联合国宪章》第二条以及本合同第5条", "zh"),
        ("第75/233号决议第5段和《劳动法》第10条、第11段", "zh"),  # joined to a part that is another's
        ("le paragraphe 5 de la résolution 70/1 et le paragraphe 3 de la loi", "fr"),
        ("el artículo 2 de la Carta de las Naciones Unidas y el artículo 5 de la Constitución", "es"),
        ("в статье 2 Устава Организации Объединенных Наций и статье 5 Конституции", "ru"),
        ("المادة 2 من ميثاق الأمم المتحدة والمادة 5 من الدستور", "ar"),
    ],
)
def test_part_of_a_law_is_none_of_the_document_before_it(text: str, language: str) -> None:
    (mention,) = find_mentions(text, language)
    assert len(mention.levels) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("see article 5 of the Constitution", "en"),
        ("载于第5条", "zh"),  # reports have no articles
        ("见宪法第5条", "zh"),
        ("см. статью 5 Конституции", "ru"),
    ],
)
def test_article_of_a_law_is_no_part_of_the_present_document(text: str, language: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "surfaces"),
    [
        ("见第二节第5段；另见附件三和附录一", "zh", ["第二节第5段", "附件三", "附录一"]),
        ("set out in annex I and section III below", "en", ["annex I", "section III"]),
        ("véase el anexo IV", "es", ["anexo IV"]),
        ("в приложении I к настоящему докладу", "ru", ["настоящему докладу"]),  # the part is its pinpoint
    ],
)
def test_parts_of_the_present_document_are_joined_and_specified(text: str, language: str, surfaces: list[str]) -> None:
    mentions = find_mentions(text, language)
    assert [mention.surface for mention in mentions] == surfaces
    assert {(mention.kind, mention.target) for mention in mentions} == {(MentionKind.INTERNAL, "SELF")}
    assert all(mention.levels for mention in mentions)


@pytest.mark.parametrize(
    "text",
    ["sub-paragraphs (a), (b) and (c) above", "annex II to the present report", "See annex II", "paragraph 5 below"],
)
def test_part_of_the_present_document_is_internal(text: str) -> None:
    (mention,) = find_mentions(text, "en")
    assert (mention.kind, mention.target) == (MentionKind.INTERNAL, "SELF")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("the 2020 quadrennial comprehensive policy review", "en", "A/RES/75/233"),
        ("2020年四年度全面政策审查", "zh", "A/RES/75/233"),
        ("the quadrennial comprehensive policy review (resolution 71/243)", "en", "A/RES/71/243"),  # the one it cites
        ("the QCPR, resolutions 71/243 and 75/233", "en", "QCPR"),  # two editions are cited
    ],
)
def test_instrument_with_editions_is_the_one_said_or_cited(text: str, language: str, expected: str) -> None:
    first = find_mentions(text, language)[0]
    assert (first.kind, first.target) == (MentionKind.INSTRUMENT, expected)
    assert first.ambiguous is (expected == "QCPR")


@pytest.mark.parametrize(
    "text", ["the 2021 QCPR narrative", "四年度全面政策审查", "the quadrennial comprehensive policy review"]
)
def test_a_review_alone_means_the_process_and_no_document(text: str) -> None:
    assert find_mentions(text, None) == []


def test_a_review_of_which_a_document_cites_no_edition_is_kept_as_ambiguous() -> None:
    passage = Passage("p1", PassageKind.PARAGRAPH, "四年度全面政策审查要求采取行动。", 1, 1)
    ((_, review),) = cite_document([passage], "zh", "DP/2099/1")
    assert (review.kind, review.target, review.ambiguous) == (MentionKind.INSTRUMENT, "QCPR", True)


@pytest.mark.parametrize("text", ["QCPR indicator 2.4.7", "QCPR monitoring framework 3.6.11"])
def test_indicators_of_the_review_are_another_frameworks(text: str) -> None:
    assert [mention.kind for mention in find_mentions(text, "en")] == [MentionKind.OTHER_FRAMEWORK]


def test_edition_that_a_document_cites_is_meant_in_its_other_passages() -> None:
    texts = ("四年度全面政策审查要求采取行动。", "大会第75/233号决议。")
    passages = [Passage(f"p{n}", PassageKind.PARAGRAPH, text, 1, 1) for n, text in enumerate(texts, start=1)]
    (_, review), _ = cite_document(passages, "zh", "DP/2099/1")
    assert (review.target, review.ambiguous) == ("A/RES/75/233", False)


@pytest.mark.parametrize(
    ("text", "language", "surfaces"),
    [
        # titles and dates between the numbers of a list
        (
            "resolutions 74/270 of 2 April 2020, 74/274 of 20 April 2020 on medicines and 76/175 of 16 December 2021",
            "en",
            ["resolutions 74/270", "74/274", "76/175"],
        ),
        (
            "resolutions on Iraq, in particular 1500 (2003), 1546 (2004)",
            "en",
            ["1500 (2003)", "1546 (2004)"],
        ),
        ("第70/1至70/5号决议", "zh", ["第70/1", "70/5号决议"]),  # a range names its ends
        ("2011年7月14日第2011/6号和2012年7月27日第2012/24号决议", "zh", ["第2011/6号", "第2012/24号决议"]),
        ("S/4389 and Add.1-3", "en", ["S/4389 and Add.1-3"]),  # one mention
        ("(operative paragraph 29 of resolution 75/233) and OP 30", "en", ["resolution 75/233", "OP 30"]),
        ("in that report and countries that report on A/73/254", "en", ["that report", "A/73/254"]),  # a verb
        ("the present resolution and the Charter", "en", ["the present resolution", "Charter"]),
        ("la Carta de las Naciones Unidas", "es", ["Carta de las Naciones Unidas"]),  # not its short name
        (
            "resolutions 5/1, on the Council’s work, and 5/2, on conduct, of the Human Rights Council",
            "en",
            ["resolutions 5/1", "5/2"],
        ),
        ("its resolutions 53/242, in 1999, and 66/288", "en", ["resolutions 53/242", "66/288"]),
        ("resolutions 1325 (2000), as well as 1820 (2008)", "en", ["resolutions 1325 (2000)", "1820 (2008)"]),
        ("第425(1978)号以及最近的第2695(2023)号决议", "zh", ["第425(1978)号", "第2695(2023)号决议"]),
        ("El informe S/2023/345 y Corr.1", "es", ["S/2023/345 y Corr.1"]),
        ("80/104 | Dissemination of information", "en", ["80/104"]),  # a row of a table of mandates
        ("31/12 | Total", "en", []),  # a day
    ],
)
def test_spans_are_those_of_the_guideline(text: str, language: str, surfaces: list[str]) -> None:
    assert [mention.surface for mention in find_mentions(text, language)] == surfaces
