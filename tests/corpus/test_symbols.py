"""Symbols as a validated type, and the keys of Works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import WorkType
from corpus.numbering import numbered_key
from corpus.symbols import Symbol, fold, identity, work_key

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


@pytest.mark.parametrize("hostile", ["A/" * 100_000, "A" * 1_000_000, "A/(" * 100_000, " " * 1_000_000 + "A/1"])
def test_hostile_text_is_refused_at_once(hostile: str) -> None:
    with pytest.raises(ValueError, match="not a UN document symbol"):
        Symbol(hostile)


segments = st.from_regex(r"[A-Z]{1,5}(\.[0-9]{1,2})?|[0-9]{1,4}|(Add|Rev|Corr)\.[1-9]", fullmatch=True)
written_symbols = st.builds(
    lambda head, middle, number, gap: gap.join((head, *middle, number)),
    st.sampled_from(["A", "S", "E", "DP", "CEDAW", "FCCC"]),
    st.lists(segments, max_size=3),
    st.integers(1, 9999).map(str),
    st.sampled_from(["/", " / ", "／"]),
)


@given(written_symbols)
def test_formatting_then_reading_gives_the_same_symbol(written: str) -> None:
    symbol = Symbol(written)
    assert Symbol(str(symbol)) == symbol
    assert Symbol(str(symbol).lower()) == symbol


@given(st.text(max_size=40))
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
    ("kind", "number", "body", "key"),
    [
        ("resolution", "75/233", None, "A/RES/75/233"),
        ("resolution", "17/4", "HRC", "A/HRC/RES/17/4"),
        ("resolution", "2018/12", None, "E/RES/2018/12"),
        ("resolution", "2018/12", "GA", "E/RES/2018/12"),  # the Assembly has no such numbers
        ("resolution", "1244", "SC", "S/RES/1244"),
        ("resolution", "1244", None, None),  # a bare number tells nothing
        ("decision", "2018/8", "EB", "EB/2018/8"),
        ("decision", "2018/8", "ECOSOC", "E/DEC/2018/8"),
        ("decision", "1/CP.21", None, "FCCC/DEC/1/CP.21"),
    ],
)
def test_body_and_shape_decide_whose_number_it_is(kind: str, number: str, body: str | None, key: str | None) -> None:
    assert numbered_key(kind, number, body) == key
