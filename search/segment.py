"""Chinese words. Jieba defines them; rjieba, which is compiled, gives the same ones faster where it is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import cache
from typing import Protocol


class Segmenter(Protocol):
    """Cuts a run of Chinese into its words, in order; together they are the run."""

    def __call__(self, run: str) -> Iterable[str]:
        """The words of a run."""
        ...


@cache
def segmenter() -> Segmenter:
    """Jieba's words without its guessing of unknown ones."""
    try:
        import rjieba  # noqa: PLC0415 - absent where there is no wheel for the machine
    except ImportError:
        return _jieba()
    return lambda run: rjieba.cut(run, False)


def _jieba() -> Segmenter:
    import jieba  # noqa: PLC0415 - a second to load its dictionary, needed only without rjieba

    jieba.setLogLevel(60)
    # jieba reads its cache with marshal: it must not lie in a folder that others can write.
    with tempfile.TemporaryDirectory(prefix="vkp-jieba-") as private:
        jieba.dt.tmp_dir = private
        jieba.initialize()
    return lambda run: jieba.cut(run, HMM=False)
