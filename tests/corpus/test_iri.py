"""Identifiers of Works and Expressions after the Akoma Ntoso Naming Convention."""

from __future__ import annotations

import pytest
from hypothesis import given

from corpus.iri import expression_iri, work_iri, work_of_iri
from corpus.lexicon import load_catalogue
from corpus.symbols import Symbol
from tests.corpus.symbol_strategies import Written, symbols_of_every_family

IRIS = [
    ("A/RES/75/233", "/akn/un/statement/deliberation/unga/nn/75-233"),  # the symbol says no date, so none is said
    ("A/DEC/73/546", "/akn/un/statement/deliberation/unga/nn/dec-73-546"),
    ("A/RES/S-24/2", "/akn/un/statement/deliberation/unga/nn/S--24-2"),
    ("A/RES/2200A(XXI)", "/akn/un/statement/deliberation/unga/nn/2200A(XXI)"),
    ("S/RES/1325(2000)", "/akn/un/statement/deliberation/unsc/2000/1325(2000)"),
    ("E/RES/2018/12", "/akn/un/statement/deliberation/ecosoc/2018/2018-12"),
    ("A/HRC/RES/51/4", "/akn/un/statement/deliberation/unhrc/nn/51-4"),
    ("EB/2018/8", "/akn/un/statement/deliberation/undp-eb/2018/dec-2018-8"),
    ("FCCC/DEC/1/CP.21", "/akn/un/statement/deliberation/unfccc-cop/nn/dec-1-CP.21"),
    ("DP/2022/11", "/akn/un/doc/2022/DP-2022-11"),
    ("A/73/254", "/akn/un/doc/nn/A-73-254"),
    ("A/81/6 (Sect. 25)/Part A", "/akn/un/doc/nn/A-81-6_(Sect._25)-Part_A"),
    ("WHA58.3", "/akn/un/doc/nn/WHA58.3"),
    ("VNR/KEN/2020", "/akn/un/doc/vnr/ken/2020/nn"),
    ("FILE/0123456789abcdef", "/akn/un/doc/nn/FILE-0123456789abcdef"),
    ("UN-CHARTER", "/akn/un/doc/nn/UN--CHARTER"),
    ("TREATY/KYOTO-PROTOCOL", "/akn/un/doc/nn/TREATY-KYOTO--PROTOCOL"),
    ("SDG/17.18", "/akn/ontology/concept/un.sdg.17.18"),  # a target is a concept and no document
    ("SDG/3.b", "/akn/ontology/concept/un.sdg.3.b"),
]


@pytest.mark.parametrize(("key", "iri"), IRIS)
def test_a_key_has_one_identifier_and_is_read_back_from_it(key: str, iri: str) -> None:
    assert work_iri(key) == iri
    assert work_of_iri(iri) == key


@given(symbols_of_every_family())
def test_the_identifier_of_a_symbol_is_read_back(written: Written) -> None:
    symbol = Symbol(written.text)
    assert work_of_iri(work_iri(symbol)) == symbol


def test_every_instrument_has_an_identifier_of_its_own() -> None:
    keys = list(load_catalogue("instruments"))
    assert [work_of_iri(work_iri(key)) for key in keys] == keys


def test_an_expression_is_the_work_in_a_language() -> None:
    assert expression_iri("A/RES/75/233", "zh") == f"{work_iri('A/RES/75/233')}/zho@"
    assert expression_iri("DP/2022/11", "en").endswith("/eng@")


@pytest.mark.parametrize(
    "key",
    ["", "hello", "a/res/75/233", "A/RES/75/233/", "TREATY/UNKNOWN", "VNR/ken/2020", "FILE/0123456789ABCDEF", "SDG/x"],
)
def test_what_is_no_canonical_key_has_no_identifier(key: str) -> None:
    with pytest.raises(ValueError, match=r"not a UN document symbol|is not written"):
        work_iri(key)


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "/akn/un/doc/2020/A-73-254",  # a date that the symbol does not say
        "/akn/un/doc/nn/A-RES-75-233",  # a resolution is no doc
        "/akn/un/statement/deliberation/unga/nn/75/233",
        "/akn/un/statement/deliberation/nobody/nn/75-233",
        "/akn/ke/act/1980-01-01/1",
        "/akn/ontology/concept/un.sdg.x",
        "/akn/un/doc/nn/" + "-" * 100_000,
    ],
)
def test_what_identifies_no_work_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match=r"identifies no Work|not a UN document symbol|is not written"):
        work_of_iri(iri)
