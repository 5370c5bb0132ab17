"""Symbols as a validated type, and the keys of Works."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import WorkType
from corpus.symbols import MOST_MEMBERS, Symbol, fold, identity, work_key
from tests.corpus.symbol_strategies import Written, symbols_of_every_family

CANONICAL = [
    "A/RES/75/233",
    "A/RES/S-24/2",  # a special session
    "A/RES/ES-10/15",  # an emergency special session
    "A/RES/53/243B",  # a part of a resolution
    "A/RES/2200A(XXI)",  # before session 31
    "S/RES/1325(2000)",
    "S/2020/449",
    "S/PV.4701",
    "E/RES/2018/12",
    "E/CN.5/RES/42/1",
    "E/ICEF/2021/25/Add.1",
    "DP/2022/11",
    "DP/FPA/2022/3",
    "EB/2018/8",
    "EB-UNICEF/2022/6",
    "A/80/604/Add.1",
    "A/81/6 (Sect. 25)",
    "A/81/6 (Sect. 25)/Part A",
    "A/73/12 (Part II)",
    "A/CONF.177/20/Rev.1",
    "CCPR/C/GC/36",
    "FCCC/CP/2015/10/Add.1",
    "FCCC/DEC/1/CP.21",
    "ECE/DEC/J(70)",
    "WHA58.3",
    "A/RES/1823(XVII)",  # "XVII" is no word with a number
    "S/PRST/2020/1",
    "E/RES/1817(LV)",
    "A/HRC/RES/S-31/1",  # a special session of the Council
    "A/HRC/DEC/49/117",
    "A/C.3/75/L.5/Rev.1",
    "ST/SGB/2003/13",
    "ST/ESA/357",
    "DP/OPS/2022/4",
    "A/70/118/Add.1-3",
    "E/CN.4/Sub.2/1998/12",
    "A/81/6 (Introduction)",
    "UNEP/EA.5/RES/14",
    "A/RES/3201(S-VI)",
]


@pytest.mark.parametrize("key", CANONICAL)
def test_canonical_symbol_reads_as_itself(key: str) -> None:
    assert str(Symbol(key)) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("a/res/70/1 ", "A/RES/70/1"),
        ("Ａ／ＲＥＳ／７５／２３３", "A/RES/75/233"),
        ("A / RES / 75 / 233", "A/RES/75/233"),
        ("S/RES/1325 (2000)", "S/RES/1325(2000)"),
        ("A/RES/53/243 B", "A/RES/53/243B"),
        ("A/RES/2200 A (XXI)", "A/RES/2200A(XXI)"),
        ("a/81/6 (sect.25)", "A/81/6 (Sect. 25)"),
        ("A/80/604/ADD.1", "A/80/604/Add.1"),
        ("A/81/1*", "A/81/1"),  # a reissued document is marked with an asterisk
        ("A\u00a0/RES\u200b/75\u00ad/233", "A/RES/75/233"),  # what PDF and web pages leave inside
        ("A/70/118/Add. 1–3", "A/70/118/Add.1-3"),
        ("A\u2044RES\u221570/1", "A/RES/70/1"),
        ("A/RES/٧٥/٢٣٣", "A/RES/75/233"),
        ("A/RES/75/233 (2020)", "A/RES/75/233"),  # a session's number needs no year
        ("A/RES/217 (III) A", "A/RES/217A(III)"),
        ("A/RES/217(III)[A]", "A/RES/217A(III)"),  # as the Digital Library writes it
        ("UNEP/EA.5/Res.14", "UNEP/EA.5/RES/14"),
        ("wha75(9)", "WHA75(9)"),
    ],
)
def test_symbol_is_equal_however_written(written: str, key: str) -> None:
    assert Symbol(written) == Symbol(key) == key
    assert hash(Symbol(written)) == hash(key)


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "75/233", "and/or", "A/B", "A/", "A//1", "km/h2", "12/31/2020", "UN-CHARTER", "A/RES/75/233 para"],
)
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="not a UN document symbol"):
        Symbol(nonsense)


@pytest.mark.parametrize(
    "hostile",
    [
        "A/" * 100_000,
        "A" * 1_000_000,
        "A/(" * 100_000,
        " " * 1_000_000 + "A/1",
        "(((((" * 70 + "A/1",
        "\x00" * 300,
        "😀/1" * 90,
        "de la " * 60,
        "第75/233号" * 50,
        "resolution " * 36,
    ],
)
def test_hostile_text_is_refused_at_once(hostile: str) -> None:
    started = time.perf_counter()
    for read in (Symbol, work_key):
        with pytest.raises(ValueError, match=r"not a UN document symbol|does not say") as refusal:
            read(hostile)
        assert len(str(refusal.value)) < 400
    assert time.perf_counter() - started < 1


@given(symbols_of_every_family())
def test_reading_what_was_formatted_gives_the_same_symbol(written: Written) -> None:
    symbol = Symbol(written.text)
    assert str(symbol) == written.canonical
    assert Symbol(str(symbol)) == symbol
    assert work_key(written.text) == symbol


@given(symbols_of_every_family())
def test_the_identity_of_an_identity_is_itself(written: Written) -> None:
    assert identity(identity(written.canonical)) == identity(written.canonical)


nearly_symbols = st.text(alphabet="ARESCP/.-()[] 1970XVIdb\u200b\uff0f\x00第号😀", max_size=40)


@given(st.one_of(st.text(max_size=40), nearly_symbols))
def test_any_text_is_a_work_or_an_error_of_one_line(text: str) -> None:
    key, refusal = read_or_refusal(text)
    assert len(refusal.splitlines()) <= 1
    assert len(refusal) < 400
    assert key is None or work_key(key) == key


def read_or_refusal(text: str) -> tuple[str | None, str]:
    """The key a text means, or why it means none; any other error is a fault."""
    try:
        return work_key(text), ""
    except ValueError as failure:
        return None, str(failure)


@given(st.one_of(st.text(max_size=40), nearly_symbols))
def test_any_text_is_a_symbol_or_a_value_error(text: str) -> None:
    assert len(fold(text)) == len(text)
    try:
        symbol = Symbol(text)
    except ValueError:
        return
    assert Symbol(str(symbol)) == symbol


@pytest.mark.parametrize(
    ("key", "body", "kind"),
    [
        ("A/RES/75/233", "General Assembly", WorkType.RESOLUTION),
        ("A/HRC/RES/17/4", "Human Rights Council", WorkType.RESOLUTION),
        ("EB/2018/8", "Executive Board of UNDP, UNFPA and UNOPS", WorkType.DECISION),
        ("A/DEC/73/546", "General Assembly", WorkType.DECISION),
        ("DP/2022/11", "Executive Board of UNDP, UNFPA and UNOPS", WorkType.REPORT),
        ("A/73/254", "General Assembly", WorkType.REPORT),
        ("A/C.3/75/L.12", "General Assembly", WorkType.OTHER),  # a draft
        ("S/2020/449", "Security Council", WorkType.OTHER),  # mostly letters
        ("WHA58.3", "World Health Assembly", WorkType.RESOLUTION),
        ("WHA75(9)", "World Health Assembly", WorkType.DECISION),
        ("E/CN.9/2018/5", "Commission on Population and Development", WorkType.REPORT),
        ("E/C.12/GC/25", "Committee on Economic, Social and Cultural Rights", WorkType.REPORT),
        ("UNEP/EA.5/RES/14", "United Nations Environment Programme", WorkType.RESOLUTION),
    ],
)
def test_symbol_tells_its_body_and_type(key: str, body: str, kind: WorkType) -> None:
    assert (Symbol(key).body, Symbol(key).type) == (body, kind)


def test_work_keys_are_symbols_reviews_and_files() -> None:
    assert work_key(" vnr/ken/2020") == "VNR/KEN/2020"
    assert work_key("FILE/0123456789ABCDEF") == "FILE/0123456789abcdef"
    assert work_key("a/res/70/1") == "A/RES/70/1"
    with pytest.raises(ValueError, match="not a UN document symbol"):
        work_key("report.pdf")


def test_equal_keys_name_one_work() -> None:
    assert identity("S/RES/1244(1999)") == identity("S/RES/1244") == "S/RES/1244"
    assert identity("A/RES/217A(III)") == identity("A/RES/217(III)") == "A/RES/217(III)"
    assert identity("A/RES/217B(III)") != identity("A/RES/217(III)")
    assert identity("A/RES/70/1") == "A/RES/70/1"


@pytest.mark.parametrize(
    ("key", "year"),
    [
        ("S/RES/1325(2000)", 2000),
        ("E/RES/2018/12", 2018),
        ("DP/2022/11/Add.1", 2022),
        ("A/CONF.219/2023/3", 2023),
        ("A/RES/75/233", None),  # a session runs over two years
        ("S/2005", None),  # the two thousand and fifth document
        ("A/RES/2005(XX)", None),
        ("S/RES/1950", None),
    ],
)
def test_a_symbol_tells_its_year_where_it_has_one(key: str, year: int | None) -> None:
    assert Symbol(key).year == year


@pytest.mark.parametrize(
    ("key", "base"),
    [
        ("A/73/254/Add.1", "A/73/254"),
        ("A/C.3/75/L.5/Rev.1/Add.2", "A/C.3/75/L.5"),
        ("A/81/6 (Sect. 25)/Part A", "A/81/6 (Sect. 25)"),
        ("A/70/118/Add.1-3", "A/70/118"),
        ("A/73/254", "A/73/254"),
    ],
)
def test_a_suffix_leads_to_the_document_that_it_belongs_to(key: str, base: str) -> None:
    assert Symbol(key).base == base


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("A/70/118/Add.1-3", ["A/70/118/Add.1", "A/70/118/Add.2", "A/70/118/Add.3"]),
        ("S/8248/Add.7–9", ["S/8248/Add.7", "S/8248/Add.8", "S/8248/Add.9"]),
        ("A/RES/70/1-2", ["A/RES/70/1", "A/RES/70/2"]),
        ("A/C.5/75/L.5-6", ["A/C.5/75/L.5", "A/C.5/75/L.6"]),
        ("A/RES/S-24/2", ["A/RES/S-24/2"]),  # the dash of a special session
        ("CEDAW/C/CHN/7-8", ["CEDAW/C/CHN/7-8"]),  # the seventh and eighth report in one document
        ("A/73/254", ["A/73/254"]),
    ],
)
def test_a_range_holds_each_of_its_documents(written: str, members: list[str]) -> None:
    assert list(Symbol(written).members()) == members


@pytest.mark.parametrize("written", ["A/70/118/Add.3-1", f"A/RES/70/1-{MOST_MEMBERS + 1}"])
def test_a_range_that_runs_backwards_or_is_too_long_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no range"):
        Symbol(written).members()
