"""Which words the corpus uses, and how often: what a misspelt word may have been meant to be.

The counts are kept beside the index, in ``vocabulary.json``, and caught up with when somebody needs them: the words of
documents that came are added. Those of documents that went stay until a third of all has gone, which harms nobody: a
word is suggested only when a search finds it. The file is a projection that can be deleted.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.chinese import CJK
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.texts import passage_texts, visible_expressions
from corpus.store.version import DataVersion
from search.near import SHORTEST, Known, known_words
from search.prepare import prepared
from search.segment import segmenter

log = logging.getLogger("vkp.search")

KEPT = "vocabulary.json"
VERSION = 1
MOST_WORDS = 200_000
"""Words that are kept, the most frequent ones."""

GONE = 1 / 3
"""Share of the documents counted that may have left before the words are counted anew."""

LETTER = rf"[^\W\d_{CJK}]"
WORD = re.compile(rf"(?P<cjk>[{CJK}]{{2,}})|{LETTER}(?:{LETTER}|[\u0300-\u036f\u064b-\u0652]){{{SHORTEST - 1},}}")


@dataclass
class Vocabulary:
    """The words of a corpus with how often they stand there; may be shared between threads."""

    place: Path
    words: Counter[str] = field(default_factory=Counter)
    counted: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set by who will close the store: counting ends with the document at hand."""
    _catching_up: threading.Lock = field(default_factory=threading.Lock)
    _known: tuple[Counter[str], Known] | None = None
    _caught_up: int | None = None

    def fresh(self, store: Store, seconds: float | None = None) -> Known:
        """The words as they are compared, caught up with as far as the time suffices."""
        self.catch_up(store, seconds)
        return self.known()

    def known(self) -> Known:
        """The words as they are compared; made anew when others were counted."""
        words, made = self.words, self._known
        if made is None or made[0] is not words:
            made = self._known = (words, known_words(words))
        return made[1]

    def waiting(self, store: Store) -> int:
        """How many documents are not counted."""
        return len(visible_expressions(store) - self.counted)

    def catch_up(self, store: Store, seconds: float | None = None) -> bool:
        """Count the documents that came. False where the time did not suffice, or another thread is at it."""
        version = DataVersion(store).now()
        if version == self._caught_up:
            return True
        if not self._catching_up.acquire(blocking=seconds is None):
            return False
        try:
            shown = visible_expressions(store)
            if len(self.counted - shown) > GONE * len(self.counted):
                self.words, self.counted = Counter(), set()
            new = sorted(shown - self.counted)
            done = not new or self._count(store, new, seconds)
            if new:
                self._keep()
            if done:  # the version of before: what came since is looked for again
                self._caught_up = version
            return done
        finally:
            self._catching_up.release()

    def _count(self, store: Store, expressions: Iterable[str], seconds: float | None) -> bool:
        started, found = time.monotonic(), Counter(self.words)
        try:
            for expression in expressions:
                if self.stopping.is_set() or (seconds is not None and time.monotonic() - started > seconds):
                    return False
                found.update(words_of(passage_texts(store, expression)))
                self.counted.add(expression)
            return True
        finally:  # in one step: others read meanwhile
            self.words = Counter(dict(found.most_common(MOST_WORDS))) if len(found) > MOST_WORDS else found

    def _keep(self) -> None:
        written = self.place.with_name(f"{self.place.name}.{threading.get_ident()}.new")
        kept = {"version": VERSION, "counted": sorted(self.counted), "words": self.words}
        try:
            written.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            written.replace(self.place)
        except OSError as failure:  # it is only counted again then
            log.warning("the vocabulary is not kept: %s", failure)


def open_vocabulary(data: Path) -> Vocabulary:
    """What is kept of a data folder's words; nothing where there is none, or none that can be read."""
    place = data / KEPT
    try:
        kept: Mapping[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        if kept["version"] == VERSION:
            return Vocabulary(place, Counter(kept["words"]), set(kept["counted"]))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as failure:
        log.warning("the vocabulary is counted anew: %s", failure)
    return Vocabulary(place)


def count_words(settings: Settings) -> None:
    """Catch up with the words of a data folder, in a process of its own that gives way to others."""
    os.nice(10)
    store = open_store(settings)
    try:
        open_vocabulary(settings.data).catch_up(store)
    finally:
        store.close()


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of texts in lower case, Chinese ones in simplified characters."""
    found: Counter[str] = Counter()
    for text in texts:
        for match in WORD.finditer(prepared(text).casefold()):
            if match.lastgroup == "cjk":
                found.update(word for word in segmenter()(match.group()) if len(word) > 1)
            else:
                found[match.group()] += 1
    return found
