"""Citations in French, Spanish, Russian, Arabic and traditional Chinese: one row per form."""

from __future__ import annotations

import pytest

from corpus.citations import Pinpoint
from ingest.citations.find import find_mentions

Expected = list[tuple[str, str | None]]


def brief(text: str, language: str) -> Expected:
    """Surface and target of each mention."""
    return [(mention.surface, mention.target) for mention in find_mentions(text, language)]


def pinpoint(text: str, language: str) -> Pinpoint | None:
    """The first level of the last mention's pinpoint."""
    return find_mentions(text, language)[-1].pinpoint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "les résolutions 70/1, 70/129 et 73/140 de l’Assemblée générale",
            [("résolutions 70/1", "A/RES/70/1"), ("70/129", "A/RES/70/129"), ("73/140", "A/RES/73/140")],
        ),
        ("résolution 1325 (2000) du Conseil de sécurité", [("résolution 1325 (2000)", "S/RES/1325(2000)")]),
        ("résolution 2018/12 du Conseil", [("résolution 2018/12", "E/RES/2018/12")]),  # the council of yearly numbers
        ("la décision 2018/8 du Conseil d’administration", [("décision 2018/8", "EB/2018/8")]),
        ("l’ODD 17 et la cible 17.18", [("ODD 17", "SDG/17"), ("cible 17.18", "SDG/17.18")]),
        ("RÉSOLUTION 70/1", [("RÉSOLUTION 70/1", "A/RES/70/1")]),
        ("re\u0301solution 70/1", [("re\u0301solution 70/1", "A/RES/70/1")]),  # accents as characters of their own
        ("la résolution no 70/1 du Conseil des ministres", []),  # of a country
        (
            "la résolution 70/1 ; ladite résolution",
            [("résolution 70/1", "A/RES/70/1"), ("ladite résolution", "A/RES/70/1")],
        ),
        (
            "observations générales n°4 (1991) sur le logement et n°7 (1997)",
            [("observations générales n°4 (1991)", "E/1992/23"), ("n°7 (1997)", "E/1998/22")],
        ),
    ],
)
def test_french_citations_are_found(text: str, expected: Expected) -> None:
    assert brief(text, "fr") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la resolución 70/1 de la Asamblea General", [("resolución 70/1", "A/RES/70/1")]),
        ("resoluciones 70/1 y 70/129", [("resoluciones 70/1", "A/RES/70/1"), ("70/129", "A/RES/70/129")]),
        ("resolución 1325 (2000) del Consejo de Seguridad", [("resolución 1325 (2000)", "S/RES/1325(2000)")]),
        ("decisión 2018/8 de la Junta Ejecutiva", [("decisión 2018/8", "EB/2018/8")]),
        ("Objetivos 3 y 4, meta 17.18", [("Objetivos 3", "SDG/3"), ("4", "SDG/4"), ("meta 17.18", "SDG/17.18")]),
        ("Resolución 70/1 del Ministerio de Salud", []),
        ("Dicha resolución", [("Dicha resolución", None)]),  # nothing stands before it
    ],
)
def test_spanish_citations_are_found(text: str, expected: Expected) -> None:
    assert brief(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("резолюция 70/1 Генеральной Ассамблеи", [("резолюция 70/1", "A/RES/70/1")]),
        # the body may also stand between noun and number, and is then inside the span
        ("резолюция Генеральной Ассамблеи 70/1", [("резолюция Генеральной Ассамблеи 70/1", "A/RES/70/1")]),
        (
            "в резолюциях 70/1, 70/129 и 73/140",
            [("резолюциях 70/1", "A/RES/70/1"), ("70/129", "A/RES/70/129"), ("73/140", "A/RES/73/140")],
        ),
        ("резолюции 1325 (2000) Совета Безопасности", [("резолюции 1325 (2000)", "S/RES/1325(2000)")]),
        ("ЦУР 5, Цели 5 и 8", [("ЦУР 5", "SDG/5"), ("Цели 5", "SDG/5"), ("8", "SDG/8")]),
        ("показатель 17.18.1", [("показатель 17.18.1", "SDG/17.18.1")]),
        ("резолюция 70/1 Кабинета министров", []),
        ("они останутся там же, если их не трогать", []),  # an adverb
        ("A/74/676; там же, пункт 3", [("A/74/676", "A/74/676"), ("там же", "A/74/676")]),
        ("в соответствии с Уставом", [("Уставом", "UN-CHARTER")]),
        (
            "резолюция 70/1; указанная резолюция",
            [("резолюция 70/1", "A/RES/70/1"), ("указанная резолюция", "A/RES/70/1")],
        ),
    ],
)
def test_russian_citations_are_found(text: str, expected: Expected) -> None:
    assert brief(text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قرار الجمعية العامة 70/1", [("قرار الجمعية العامة 70/1", "A/RES/70/1")]),
        ("قرار الجمعية العامة ٧٠/١", [("قرار الجمعية العامة ٧٠/١", "A/RES/70/1")]),  # Arabic digits
        ("قرارُ الجمعيّةِ العامّة 70/1", [("قرارُ الجمعيّةِ العامّة 70/1", "A/RES/70/1")]),  # vowel signs
        ("قـــرار مجلس الأمن 1325 (2000)", [("قـــرار مجلس الأمن 1325 (2000)", "S/RES/1325(2000)")]),  # stretched
        (
            "القرار 70\u200f/\u200f1",
            [("القرار 70\u200f/\u200f1", "A/RES/70/1")],
        ),  # marks of direction inside the number
        ("وفقا للقرار 75/233", [("قرار 75/233", "A/RES/75/233")]),  # "for" and the article run together
        ("والقرار 75/233", [("القرار 75/233", "A/RES/75/233")]),
        (
            "قرارا الجمعية العامة 70/1 و 70/129",
            [("قرارا الجمعية العامة 70/1", "A/RES/70/1"), ("70/129", "A/RES/70/129")],
        ),
        ("المقرر 2018/8", [("المقرر 2018/8", "E/DEC/2018/8")]),
        ("الغاية 17-18 والمؤشر 17-18-1", [("الغاية 17-18", "SDG/17.18"), ("المؤشر 17-18-1", "SDG/17.18.1")]),
        ("الهدف 17 من أهداف التنمية المستدامة", [("الهدف 17", "SDG/17")]),
        ("قرار الجمعية العامة 1/70", [("قرار الجمعية العامة 1/70", None)]),  # 70/1 printed backwards, or an error
        ("القرار 70/1؛ القرار المذكور", [("القرار 70/1", "A/RES/70/1"), ("القرار المذكور", "A/RES/70/1")]),
        ("قرار مجلس الوزراء رقم 70/1", []),
        # letters of the language in the number
        ("القرارين دإط-11/1 و دإط-11/2", [("القرارين دإط-11/1", "A/RES/ES-11/1"), ("دإط-11/2", "A/RES/ES-11/2")]),
        ("القرار 2200 ألف (د-21)", [("القرار 2200 ألف (د-21)", "A/RES/2200A(XXI)")]),
        ("القرار 53/243 باء", [("القرار 53/243 باء", "A/RES/53/243B")]),
        (
            "قراريه 1325 (2000) و 2242 (2015)",
            [("قراريه 1325 (2000)", "S/RES/1325(2000)"), ("2242 (2015)", "S/RES/2242(2015)")],
        ),
    ],
)
def test_arabic_citations_are_found(text: str, expected: Expected) -> None:
    assert brief(text, "ar") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "聯合國大會第75/233號決議；該決議",
            [("聯合國大會第75/233號決議", "A/RES/75/233"), ("該決議", "A/RES/75/233")],
        ),
        ("可持續發展目標17和具體目標17.18", [("可持續發展目標17", "SDG/17"), ("具體目標17.18", "SDG/17.18")]),
        ("《聯合國憲章》", [("《聯合國憲章》", "UN-CHARTER")]),
    ],
)
def test_traditional_chinese_is_read_as_simplified(text: str, expected: Expected) -> None:
    assert brief(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("la résolution 70/1 de l'Assemblée générale, par. 5", "fr", Pinpoint("paragraph", ("5",))),
        ("paragraphes 3 à 7 de la résolution 75/233", "fr", Pinpoint("paragraph", ("3-7",))),
        ("párrafo 29 de la resolución 75/233", "es", Pinpoint("paragraph", ("29",))),
        ("el párrafo 158 del documento “El futuro que queremos”", "es", Pinpoint("paragraph", ("158",))),
        ("пункт 5 резолюции 70/1", "ru", Pinpoint("paragraph", ("5",))),
        ("в пунктах 3–7 своей резолюции 75/233", "ru", Pinpoint("paragraph", ("3-7",))),
        ("пункт 5 постановляющей части резолюции 70/1", "ru", Pinpoint("paragraph", ("5",))),
        ("الفقرة 5 من القرار 70/1", "ar", Pinpoint("paragraph", ("5",))),
        ("الفقرة 29 من منطوق القرار 75/233", "ar", Pinpoint("paragraph", ("29",))),
        ("聯合國大會第75/233號決議執行部分第29段", "zh", Pinpoint("paragraph", ("29",))),
    ],
)
def test_pinpoints_stand_before_or_after_in_every_language(text: str, language: str, expected: Pinpoint) -> None:
    assert pinpoint(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("voir le paragraphe 7 ci-dessus", "fr"),
        ("el párrafo 7 supra", "es"),
        ("пункт 7 выше", "ru"),
        ("الفقرة 7 أعلاه", "ar"),
    ],
)
def test_parts_of_the_present_document_are_internal_in_every_language(text: str, language: str) -> None:
    (mention,) = find_mentions(text, language)
    assert (str(mention.kind), mention.target, mention.pinpoint) == ("internal", "SELF", Pinpoint("paragraph", ("7",)))
