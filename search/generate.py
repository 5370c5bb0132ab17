"""The optional generator: an answer in sentences, written from quotes by a chat model that the person running it chose.

It is asked through Haystack's generator for servers that speak OpenAI's chat completions. What it writes is kept only
where the quotes bear it out (``search.support``); without it, or when it fails, the quotes are the answer.
"""

from __future__ import annotations

import search.quiet_haystack  # noqa: F401 - before Haystack

import html
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

import httpx

from corpus.lexicon import load_lexicon
from corpus.settings import Settings

T = TypeVar("T")

NO_KEY = "none"
"""Sent where no key is configured: the client refuses to start without one, local servers ignore it."""

NO_MODEL = "off (VKP_GENERATOR_MODEL is not set)"
TOO_SLOW = "it took too long"
TOO_LONG = "it sent too much"
NO_REPLY = "it sent something that is no reply"

LONGEST_REPLY = 10_000
"""Characters of a reply that are read; five sentences need no more."""

LARGEST_REPLY = 1_000_000
"""Bytes that a server may send; a model that thinks aloud before it answers sends some tens of thousands."""


class GeneratorFailed(Exception):  # noqa: N818 - what happened, not a fault of ours
    """The generator gave nothing that can be used; the message is the cause, a few words."""


@dataclass
class Generator:
    """A chat model behind a server. Safe to share between threads."""

    url: str
    model: str | None
    key: str | None = None
    seconds: float = 30.0

    def reply(self, question: str, language: str, passages: Sequence[tuple[str, str]]) -> str:
        """What the model writes from passages, each a place and a text; "" where it finds no answer in them.

        Raises ``GeneratorFailed``.
        """
        if self.model is None:
            raise GeneratorFailed(NO_MODEL)
        messages = _messages(question, language, passages)
        try:
            with closing(self._opened(self.model)) as chat:  # closed when it took too long: nobody reads on
                replies = _within(self.seconds, lambda: chat.run(messages))["replies"]
            text = str(replies[0].text or "")[:LONGEST_REPLY].strip()
        except GeneratorFailed:
            raise
        except Exception as failure:  # a server may send anything, and the client fails on it in its own ways
            raise GeneratorFailed(_cause(failure)) from failure
        return "" if text.strip(" .。") == load_lexicon("answer")["generator"]["nothing"] else text

    def _opened(self, model: str) -> Any:
        """A client for one question: it can be closed without ending the questions of others."""
        from haystack.components.generators.chat import OpenAIChatGenerator  # noqa: PLC0415 - only with a generator
        from haystack.utils import Secret  # noqa: PLC0415

        chat = OpenAIChatGenerator(
            api_key=Secret.from_token(self.key or NO_KEY),
            model=model,
            api_base_url=self.url,
            generation_kwargs={"temperature": 0},
            timeout=self.seconds,
            max_retries=0,
            http_client_kwargs=HTTP,
        )
        chat.warm_up()
        return chat


class _Limited(httpx.SyncByteStream):
    """The body of a response, as far as ``LARGEST_REPLY``; what is longer raises ``GeneratorFailed``."""

    def __init__(self, body: httpx.SyncByteStream) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._body:
            size += len(piece)
            if size > LARGEST_REPLY:
                raise GeneratorFailed(TOO_LONG)
            yield piece

    def close(self) -> None:
        self._body.close()


def _limit(response: httpx.Response) -> None:
    """Have no more read of a response than a reply can be. A compressed one, not asked for, may be of any size."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise GeneratorFailed(NO_REPLY)
    response.stream = _Limited(cast("httpx.SyncByteStream", response.stream))


HTTP = {
    "follow_redirects": False,  # the question and the quotes go to the server that was chosen, and to no other
    "headers": {"Accept-Encoding": "identity"},
    "event_hooks": {"response": [_limit]},
}
"""How the server is asked."""


@cache
def open_generator(settings: Settings) -> Generator | None:
    """The generator that is configured, one for the same settings; None, the default, where no server is named.

    One without a model fails on each question with what is not set.
    """
    if settings.generator_url is None:
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

    if isinstance(failure.__cause__, GeneratorFailed):  # the client takes it for a connection that broke
        return str(failure.__cause__)
    if isinstance(failure, openai.APITimeoutError):
        return TOO_SLOW
    if isinstance(failure, openai.APIConnectionError):
        return "it cannot be reached"
    if isinstance(failure, openai.APIStatusError):
        return f"it answered {failure.status_code}"
    return NO_REPLY
