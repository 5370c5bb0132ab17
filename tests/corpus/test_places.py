from __future__ import annotations

import pytest

from corpus.places import place_name


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("p29", "para. 29, p. 7", "第29段，第7页"),
        ("p12/(a)/(ii)", "para. 12(a)(ii), p. 7", "第12段(a)(ii)，第7页"),
        ("p12/㈠", "para. 12㈠, p. 7", "第12段㈠，第7页"),
        ("p9/2.~2", "para. 9, p. 7", "第9段，第7页"),
        ("fn9", "footnote 9, p. 7", "脚注9，第7页"),
        ("p14~2", "para. 14, p. 7", "第14段，第7页"),
        ("annex1/p3", "annex 1, para. 3, p. 7", "附件1，第3段，第7页"),
        ("annex2/b31", "annex 2, p. 7", "附件2，第7页"),
        ("h4", "p. 7", "第7页"),
        ("b17", "p. 7", "第7页"),
    ],
)
def test_a_place_is_named_as_it_is_printed(path: str, english: str, chinese: str) -> None:
    assert (place_name(path, 7, "en"), place_name(path, 7, "zh")) == (english, chinese)
