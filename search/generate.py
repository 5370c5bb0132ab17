"""The optional generator: an answer in sentences, written from quotes by a chat model that the person running it chose.

It is asked through Haystack's generator for servers that speak OpenAI's chat completions. What it writes is kept only
where the quotes bear it out (``search.support``); without it, or when it fails, the quotes are the answer.
"""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

import html
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from corpus.lexicon import load_lexicon
from corpus.settings import Settings

T = TypeVar("T")

NO_KEY = "none"
"""Sent where no key is configured: the client refuses to start without one, local servers ignore it."""

TOO_SLOW = "it took too long"
LONGEST_REPLY = 10_000
"""Characters of a reply that are read; five sentences need no more."""


class GeneratorFailed(Exception):  # noqa: N818 - what happened, not a fault of ours
    """The generator gave nothing that can be used; the message is the cause, a few words."""


@dataclass
class Generator:
    """A chat model behind a server. Safe to share between threads."""

    url: str
    model: str
    key: str | None = None
    seconds: float = 30.0
    _chat: Any = None
    _opening: Any = field(default_factory=threading.Lock)

    def reply(self, question: str, language: str, passages: Sequence[tuple[str, str]]) -> str:
        """What the model writes from passages, each a place and a text; "" where it finds no answer in them.

        Raises ``GeneratorFailed``.
        """
        messages = _messages(question, language, passages)
        try:
            chat = self._opened()
            replies = _within(self.seconds, lambda: chat.run(messages))["replies"]
            text = str(replies[0].text or "")[:LONGEST_REPLY].strip()
        except GeneratorFailed:
            raise
        except Exception as failure:  # a server may send anything, and the client fails on it in its own ways
            raise GeneratorFailed(_cause(failure)) from failure
        return "" if text.strip(" .。") == load_lexicon("answer")["generator"]["nothing"] else text

    def _opened(self) -> Any:
        from haystack.components.generators.chat import OpenAIChatGenerator  # noqa: PLC0415 - only with a generator
        from haystack.utils import Secret  # noqa: PLC0415

        with self._opening:
            if self._chat is None:
                chat = OpenAIChatGenerator(
                    api_key=Secret.from_token(self.key or NO_KEY),
                    model=self.model,
                    api_base_url=self.url,
                    generation_kwargs={"temperature": 0},
                    timeout=self.seconds,
                    max_retries=0,
                )
                chat.warm_up()
                self._chat = chat
            return self._chat


@cache
def open_generator(settings: Settings) -> Generator | None:
    """The generator that is configured, one for the same settings; None, the default, where none is."""
    if settings.generator_url is None or settings.generator_model is None:
        return None
    return Generator(
        settings.generator_url, settings.generator_model, settings.generator_key, settings.generator_seconds
    )


def _within(seconds: float, call: Callable[[], T]) -> T:
    """What a call gives, or raises, within a time: the client's own limit is for each piece that a server sends."""
    done: queue.SimpleQueue[Future[T]] = queue.SimpleQueue()

    def run() -> None:
        future: Future[T] = Future()
        try:
            future.set_result(call())
        except Exception as failure:  # handed on to who waits
            future.set_exception(failure)
        done.put(future)

    threading.Thread(target=run, name="vkp-generator", daemon=True).start()
    try:
        return done.get(timeout=seconds).result()
    except queue.Empty:
        raise GeneratorFailed(TOO_SLOW) from None


def _messages(question: str, language: str, passages: Sequence[tuple[str, str]]) -> list[Any]:
    from haystack.dataclasses import ChatMessage  # noqa: PLC0415 - Haystack takes a second to import

    words = load_lexicon("answer")
    system = words["generator"]["system"].format(language=words["languages"]["en"][language])
    return [ChatMessage.from_system(system), ChatMessage.from_user(_request(question, passages))]


def _request(question: str, passages: Sequence[tuple[str, str]]) -> str:
    """The message: passages are escaped, so that none can close the block it stands in."""
    told = load_lexicon("answer")["generator"]
    blocks = (
        told["passage"].format(number=number, place=html.escape(place), text=html.escape(text, quote=False))
        for number, (place, text) in enumerate(passages, start=1)
    )
    return str(told["question"].format(passages="\n".join(blocks), question=html.escape(question, quote=False)))


def _cause(failure: Exception) -> str:
    """Why there is no reply, without what the server sent: that may be long, and may be anything."""
    import openai  # noqa: PLC0415 - imported by the generator already

    if isinstance(failure, openai.APITimeoutError):
        return TOO_SLOW
    if isinstance(failure, openai.APIConnectionError):
        return "it cannot be reached"
    if isinstance(failure, openai.APIStatusError):
        return f"it answered {failure.status_code}"
    return "it sent something that is no reply"
