"""The structure of the samples is what their writer says it is, and what stands on their printed pages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from corpus.documents import Passage, PassageKind
from tests.ingest.reading import CHINESE, ENGLISH, FRAMEWORK, PICTURES, REPORT, SAMPLES, sample, tight

DOCUMENTS = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["documents"]
each_document = pytest.mark.parametrize("expected", DOCUMENTS, ids=lambda document: document["file"])


def of_kind(name: str, kind: PassageKind) -> list[Passage]:
    return [passage for passage in sample(name).passages if passage.kind is kind]


def at(name: str, path: str) -> Passage:
    return next(passage for passage in sample(name).passages if passage.path == path)


@each_document
def test_masthead_and_pages(expected: dict[str, Any]) -> None:
    parsed = sample(expected["file"])
    assert (parsed.symbol, parsed.job_number, len(parsed.pages)) == (
        expected["work"],
        expected["job_number"],
        expected["pages"],
    )


@each_document
def test_numbered_paragraphs_are_all_there_in_order(expected: dict[str, Any]) -> None:
    numbers = [p.number for p in sample(expected["file"]).passages if p.path == f"p{p.number}"]
    assert numbers == [str(n) for n in range(1, expected["paragraphs"] + 1)]


@each_document
def test_items_stand_under_their_paragraphs(expected: dict[str, Any]) -> None:
    passages = sample(expected["file"]).passages
    for number, labels in expected["items"].items():
        assert [p.number for p in passages if re.fullmatch(rf"p{number}/[^/]+", p.path)] == labels
    for number, labels in expected["subitems"].items():
        assert [p.number for p in passages if re.fullmatch(rf"p{number}/[^/]+/[^/]+", p.path)] == labels


@each_document
def test_a_paragraph_that_runs_over_a_page_is_one_passage(expected: dict[str, Any]) -> None:
    spans = {
        p.number: [p.page_first, p.page_last] for p in sample(expected["file"]).passages if p.path == f"p{p.number}"
    }
    items = [p for p in sample(expected["file"]).passages if p.kind is PassageKind.LIST_ITEM]
    for over in expected["over_the_page"]:
        last = max(
            [spans[over["number"]][1], *(p.page_last for p in items if p.path.startswith(f"p{over['number']}/"))]
        )
        assert [spans[over["number"]][0], last] == over["pages"]


@each_document
def test_footnotes_are_tied_to_their_marks_and_the_marks_are_no_text(expected: dict[str, Any]) -> None:
    passages = sample(expected["file"]).passages
    wanted = [str(n) for n in range(1, expected["footnotes"] + 1)]
    assert sorted(p.number or "" for p in passages if p.kind is PassageKind.FOOTNOTE) == wanted
    marked = [(mark.number, p.text, mark.offset) for p in passages for mark in p.footnotes]
    assert sorted(number for number, _, _ in marked) == wanted
    assert all(not text[:offset].rstrip().endswith(number) for number, text, offset in marked)


@each_document
def test_headings_are_found_as_they_are_printed(expected: dict[str, Any]) -> None:
    printed = [tight(p.text) for p in sample(expected["file"]).passages if p.kind is PassageKind.HEADING]
    assert [text for text in printed if text in map(tight, expected["headings"])] == list(
        map(tight, expected["headings"])
    )


@each_document
def test_indicators_have_their_targets_and_results(expected: dict[str, Any]) -> None:
    found = {indicator.code: indicator for indicator in sample(expected["file"]).indicators}
    for wanted in expected["indicators"]:
        indicator = found[wanted["code"]]
        assert {
            key: tight(getattr(indicator, key) or "") for key in wanted if key in ("target", "result", "score")
        } == {key: value for key, value in wanted.items() if key in ("target", "result", "score")}


def test_the_resolution_in_two_languages_has_the_same_paths() -> None:
    chinese, english = (
        [
            p.path
            for p in sample(f"sample-a-res-99-901.{language}.pdf").passages
            if re.fullmatch(r"p\d+(/\([a-z]\))?", p.path)
        ]
        for language in ("zh", "en")
    )
    assert chinese == english


@each_document
def test_headers_and_footers_are_in_no_passage(expected: dict[str, Any]) -> None:
    parsed, pages = sample(expected["file"]), expected["pages"]
    running = rf"{expected['job_number']}|\d{{2}}-\d{{5}}|(?<!\d)[1-{pages}]/{pages}(?!\d)"
    if expected["work"].startswith("DP/"):
        running += rf"|^示例文件|示例文件$|(?<!\(){re.escape(expected['work'])}"
    shown = [tight(p.text) for p in parsed.passages if p.kind is not PassageKind.FRONT_MATTER]
    assert [text for text in shown if re.search(running, text)] == []
    assert [page.label for page in parsed.pages] == [str(number) for number in range(1, pages + 1)]


@pytest.mark.parametrize(
    ("name", "title", "date", "session", "agenda"),
    [
        (FRAMEWORK, "示例志愿人员方案2100-2103年战略框架（示例）", "2099年7月1日", "2099年第二届常会", "临时议程项目4"),
        (REPORT, "示例志愿人员方案2097年年度报告（示例）", "2098年4月6日", "2098年年度会议", "临时议程项目9"),
        (
            ENGLISH,
            "Volunteeringforsustainabledevelopment(sample)",
            "20December2044",
            "Ninety-ninthsession",
            "Agendaitem27",
        ),
        (CHINESE, "志愿服务促进可持续发展（示例）", "2044年12月20日", "第九十九届会议", "议程项目27"),
    ],
    ids=["framework", "report", "English resolution", "Chinese resolution"],
)
def test_the_masthead_is_read(name: str, title: str, date: str, session: str, agenda: str) -> None:
    parsed = sample(name)
    assert (tight(parsed.title), tight(parsed.date)) == (title, date)
    assert (tight(parsed.session)[: len(session)], tight(parsed.agenda_item)[: len(agenda)]) == (session, agenda)


PREAMBLES = {
    ENGLISH: ["Recalling its", "Bearing in mind", "Recognizing that", "Concerned that", "Noting that"],
    CHINESE: ["回顾其关于", "铭记志愿者", "认识到志愿服务", "关切许多", "注意到志愿工作"],
}


@pytest.mark.parametrize(("name", "starts"), PREAMBLES.items())
def test_each_preambular_paragraph_is_a_passage(name: str, starts: list[str]) -> None:
    preamble = [p for p in sample(name).passages if p.role == "preambular"]
    assert [p.text[: len(start)] for p, start in zip(preamble, starts, strict=True)] == starts
    assert all(p.text.endswith((",", "，")) and p.kind is PassageKind.PARAGRAPH for p in preamble)
    assert [(m.number, m.offset == len(p.text)) for p in preamble for m in p.footnotes] == [("1", True)]


VERBS = {
    ENGLISH: [
        "Reaffirms", "Acknowledges", "Encourages", "Invites", "Also encourages", "Requests",
        "Calls upon", "Encourages", "Invites", "Stresses", "Requests", "Decides",
    ],
    CHINESE: ["重申", "确认", "鼓励", "邀请", "又鼓励", "请", "吁请", "鼓励", "邀请", "强调", "请", "决定"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "verbs"), VERBS.items())
def test_each_operative_paragraph_begins_with_its_verb(name: str, verbs: list[str]) -> None:
    operative = [at(name, f"p{number}") for number in range(1, 13)]
    assert [p.text[: len(verb)] for p, verb in zip(operative, verbs, strict=True)] == verbs
    assert [p.number for p in sample(name).passages if p.role == "operative" and "/" not in p.path] == [
        p.number for p in operative
    ]


@pytest.mark.parametrize(
    ("name", "end"), [(ENGLISH, "under the item entitled “Social development”."), (CHINESE, "继续审议志愿服务问题。")]
)
def test_the_meeting_below_a_resolution_is_no_part_of_its_last_paragraph(name: str, end: str) -> None:
    assert at(name, "p12").text.endswith(end)


@pytest.mark.parametrize(
    ("name", "path", "parent", "text"),
    [
        (FRAMEWORK, "p5/(a)", "p5", "各国政府，可以资助本国国民到国外服务，也可以资助其他国家的志愿者；"),
        (FRAMEWORK, "p5/(b)/㈠", "p5", "全额资助，即支付派遣、培训和保险的全部费用；"),
        (FRAMEWORK, "p5/(b)/㈡", "p5", "部分资助，即与东道国政府分担上述费用；"),
        (FRAMEWORK, "p5/(c)", "p5", "私营部门、基金会、大学和个人，捐款须符合方案公布的捐助者准则。"),
        (REPORT, "p7/(a)/㈡", "p7", "预警和社区演练，1200人；"),
        (CHINESE, "p10/(c)/㈠", "p10", "在法律上承认志愿者的身份；"),
        (ENGLISH, "p10/(c)/(ii)", "p10", "Toholdtoaccountthosewhoattackvolunteers;"),
    ],
)
def test_an_item_stands_under_its_paragraph_without_its_label(name: str, path: str, parent: str, text: str) -> None:
    item = at(name, path)
    assert (item.kind, item.number, item.parent, tight(item.text)) == (
        PassageKind.LIST_ITEM,
        path.rpartition("/")[2],
        parent,
        text,
    )


@pytest.mark.parametrize(
    ("name", "number", "pages", "over"),
    [
        (FRAMEWORK, "10", (3, 4), "按照大会第99/901号决议执行部分第7段进行"),
        (FRAMEWORK, "23", (4, 5), "方案将同时公布旧指标和新指标的数值"),
        (REPORT, "11", (3, 4), "按照大会第99/901号决议执行部分第8段，"),
    ],
)
def test_a_paragraph_goes_on_over_the_page_without_notes_or_headers_in_it(
    name: str, number: str, pages: tuple[int, int], over: str
) -> None:
    (paragraph,) = (p for p in sample(name).passages if p.number == number)
    assert (paragraph.page_first, paragraph.page_last) == pages
    assert tuple(dict.fromkeys(box.page for box in paragraph.boxes)) == pages
    assert over in tight(paragraph.text)
    assert tight(paragraph.text).endswith("。")


MARKS = [
    (FRAMEWORK, "1", "p3", "逐一作了回应。", "大会第99/901号决议，题为“志愿服务促进可持续发展（示例）”。"),
    (FRAMEWORK, "2", "p4", "协商记录可在网上查阅。", "见https://example.org/consultations-2099（示例网址）。"),
    (FRAMEWORK, "3", "p5", "(执行部分第4段)。", "除另有说明外，本章括号内所注“执行部分”各段，"),
    (FRAMEWORK, "4", "p14", "人人可用的在线志愿服务平台。", "同上，执行部分第5段。"),
    (REPORT, "1", "p2", "5%用于总部。", "未经审计的数字。"),
    (REPORT, "2", "p5", "妇女的比例高于男子。", "示例国D统计局，《志愿工作调查》，"),
    (REPORT, "3", "p13", "投保了意外险。", "本段所引“执行部分”均指A/RES/99/901。"),
    (ENGLISH, "2", "p8", "telloneanotherwhatworks;", "Seealsodecision2043/7"),
    (CHINESE, "2", "p8", "互相介绍有效的做法；", "另见示例执行局第2043/7号决定（虚构）。"),
]


@pytest.mark.parametrize(("name", "number", "path", "before", "note"), MARKS)
def test_a_footnote_is_tied_to_where_its_mark_stood(name: str, number: str, path: str, before: str, note: str) -> None:
    paragraph = at(name, path)
    (mark,) = (mark for mark in paragraph.footnotes if mark.number == number)
    assert tight(paragraph.text[: mark.offset]).endswith(before)
    assert not re.match(r"\s*\d(?!\d)", paragraph.text[mark.offset : mark.offset + 2])
    footnote = at(name, f"fn{number}")
    assert (footnote.kind, footnote.number) == (PassageKind.FOOTNOTE, number)
    assert tight(footnote.text).startswith(note)


ENTRIES = {
    FRAMEWORK: [
        "一.导言", "二.任务和原则", "A.任务", "B.原则", "三.成果领域", "A.人人都能参与志愿服务", "B.青年和数字化转型",
        "C.志愿服务纳入国家计划和统计", "四.伙伴关系和筹资", "五.监测、评价和风险", "附件",
        "成果和资源框架，2100-2103年",
    ],
    REPORT: [
        "一.背景", "二.成果", "A.各国的志愿服务", "B.在线志愿服务", "C.青年", "三.管理", "A.困难", "B.改进",
        "四.今后的方向", "附件", "2097年业绩指标",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "entries"), ENTRIES.items())
def test_each_line_of_the_contents_is_kept_apart_from_the_headings_it_names(name: str, entries: list[str]) -> None:
    contents = [re.sub(r"\.{3,}\d*$", "", tight(p.text)) for p in of_kind(name, PassageKind.CONTENTS)]
    assert [entry for entry in contents if entry != "页次"] == entries
    headings = [(tight(p.text), p.page_first) for p in of_kind(name, PassageKind.HEADING)]
    assert [text for text, page in headings if page == 2] == ["目录"]
    assert [text for text, page in headings if page > 2 and text in entries] == entries


def test_a_paragraph_stands_under_its_chapter_and_section() -> None:
    assert [tight(heading) for heading in at(FRAMEWORK, "p16").heading_path] == [
        "三.成果领域",
        "C.志愿服务纳入国家计划和统计",
    ]
    assert [tight(heading) for heading in at(FRAMEWORK, "p18").heading_path] == ["四.伙伴关系和筹资"]


ROWS = {
    FRAMEWORK: [
        "指标|基线(2097年)|目标(2103年)",
        "1.1每年派遣的志愿者人数|8640|12000",
        "1.2志愿者中妇女所占百分比|54%|50%",
        "1.3志愿者中残疾人所占百分比|3%|8%",
        "2.1每年从事数字化工作的30岁以下青年志愿者人数|1450|4000",
        "2.2在线志愿者每年完成的任务数目|7900|15000",
        "3.1自愿国别评估载明志愿服务已进入国家计划、政策或战略的国家所占比例（示例）|33%|60%",
        "3.2在劳动力调查中列入志愿工作问题的国家数目|7|25",
        "3.3得到方案支持并已通过志愿服务法律或政策的国家数目|4|16",
    ],
    REPORT: [
        "指标|2097年目标|2097年结果|得分|状况",
        "1.1每年派遣的志愿者人数|8000|8640|108%|达到",
        "1.2志愿者中妇女所占百分比|50%|54%|108%|达到",
        "1.3志愿者中残疾人所占百分比|6%|3%|50%|未达到",
        "2.1从事数字化工作的30岁以下青年志愿者人数|1500|1450|97%|部分达到",
        "2.2在线志愿者完成的任务数目|7500|7900|105%|达到",
        "3.1自愿国别评估载明志愿服务已进入国家计划、政策或战略的国家所占比例（示例）|30%|33%|110%|达到",
        "3.2在劳动力调查中列入志愿工作问题的国家数目|8|7|88%|部分达到",
        "3.3得到方案支持并已通过志愿服务法律或政策的国家数目|4|4|100%|达到",
    ],
    "sample-vnr-xaa-2025.en.pdf": [
        "Indicator|2019|2023|2024",
        "Householdswithpipedwater,percent|52|68|71",
        "SeatsheldbywomeninParliament,percent|29|38|38",
        "Adultswhovolunteeredinthelastfourweeks,percent|..|..|19",
    ],
    "sample-note-accommodation.zh.docx": [
        "便利|提供期限",
        "屏幕阅读软件|五个工作日",
        "手语翻译|十个工作日",
        "无障碍住所|三十个工作日",
    ],
    "sample-note-measuring-volunteer-work.en.html": [
        "Measure|Unit",
        "Volunteers|personsaged15andover",
        "Volunteertime|hoursinfourweeks",
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_a_table_is_one_passage_of_its_cells(name: str) -> None:
    rows = [tight(row.text) for row in of_kind(name, PassageKind.TABLE_ROW)]
    assert [row for row in rows if "|" in row] == ROWS[name]


HEADINGS = {
    "sample-vnr-xaa-2025.en.pdf": [
        "1. Opening statement", "2. Policy framework", "3. Goals under review", "3.1 Goal 3: Health",
        "3.2 Goal 5: Gender equality", "3.3 Goal 14: Life below water", "4. Statistics", "5. Outlook",
    ],
    "sample-vnr-xaa-2024.en.pdf": [
        "1. Opening statement", "2. Goal 3: Health", "3. Goal 4: Education", "4. Goal 13: Climate action",
        "5. Means of implementation",
    ],
    "sample-vnr-xad-2024.es.pdf": [
        "1. Presentación", "2. Marco normativo", "3. Avances por objetivo", "3.1 Objetivo 6: Agua",
        "3.2 Objetivo 11: Ciudades", "3.3 Objetivo 15: Bosques", "4. Medición", "5. Financiamiento",
    ],
    "sample-note-accommodation.zh.docx": ["一. 申请", "二. 服务期间"],
    "sample-note-measuring-volunteer-work.en.html": ["I. What is counted", "II. What is published"],
    "sample-note-insurance.en.txt": ["I. Who is insured", "II. How a claim is made"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "headings"), HEADINGS.items())
def test_numbered_headings_are_headings_and_not_paragraphs(name: str, headings: list[str]) -> None:
    found = [p.text for p in of_kind(name, PassageKind.HEADING)]
    assert [text for text in found if re.match(r"(\d[\d.]*|[IV]+\.|[一二]\.)\s", text)] == headings


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        (
            "sample-vnr-xaa-2025.en.pdf",
            ["The National", "The Plan is", "The Ministry", "Cholera", "Women", "Two marine", "A module", "The census"],
        ),
        (
            "sample-vnr-xad-2024.es.pdf",
            [
                "La Ley 45",
                "La Constitución",
                "El 83",
                "Los voluntarios",
                "La deforestación",
                "La encuesta",
                "Las contrib",
            ],
        ),
        ("sample-note-accommodation.zh.docx", ["残疾人可以", "面谈可以", "根据大会"]),
        ("sample-note-measuring-volunteer-work.en.html", ["Volunteer work is", "Two kinds", "An office"]),
        ("sample-note-insurance.en.txt", ["Every volunteer", "Volunteers who", "A claim"]),
    ],
)
def test_paragraphs_are_numbered_through_whatever_the_headings_are(name: str, starts: list[str]) -> None:
    numbered = [p for p in sample(name).passages if re.fullmatch(r"p[\d.]+", p.path)]
    assert [(p.number, p.text[: len(start)]) for p, start in zip(numbered, starts, strict=False)] == [
        (str(number), start) for number, start in enumerate(starts, start=1)
    ]
    assert len(numbered) == len(starts)


@pytest.mark.parametrize("name", [FRAMEWORK, REPORT, ENGLISH, CHINESE])
def test_paths_are_unique_and_spans_lie_in_the_document(name: str) -> None:
    parsed = sample(name)
    assert len({p.path for p in parsed.passages}) == len(parsed.passages)
    assert all(1 <= p.page_first <= p.page_last <= len(parsed.pages) for p in parsed.passages)
    assert all(0 <= m.offset <= len(p.text) for p in parsed.passages for m in p.footnotes)
    sizes = {page.number: (page.width or 0, page.height or 0) for page in parsed.pages}
    assert all(
        0 <= box.x0 < box.x1 <= sizes[box.page][0] + 1 and 0 <= box.y0 < box.y1 <= sizes[box.page][1]
        for p in parsed.passages
        for box in p.boxes
    )


@pytest.mark.parametrize(
    "name", [path.name for path in sorted(SAMPLES.glob("sample-vnr-*.pdf")) if path.name != PICTURES]
)
def test_a_review_has_its_paragraphs(name: str) -> None:
    numbers = [p.number for p in sample(name).passages if p.path == f"p{p.number}"]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 4
