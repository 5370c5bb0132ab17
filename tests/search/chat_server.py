"""A server that speaks the chat completions protocol, and says what it is told to say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@contextmanager
def chat_server() -> Iterator[Any]:
    """Says ``says`` to whatever it is asked, or sends ``body``, with ``status``, after ``delay`` seconds.

    With ``piece`` it sends so many bytes at a time, ten times a second; with ``endless`` spaces for ever, until the
    client closes the connection, and then sets ``left``. ``headers`` are sent too.
    ``url`` is where it is, ``asked`` the requests that came, ``paths`` their paths and keys.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            running.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            running.paths.append((self.path, self.headers["Authorization"]))
            time.sleep(running.delay)
            body = running.body if running.body is not None else completion(running.says)
            self.send_response(running.status)
            self.send_header("Content-Type", "application/json")
            for name, value in running.headers.items():
                self.send_header(name, value)
            if running.endless:
                self.dribble()
                return
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the client did not wait
                for at in range(0, len(body), running.piece or len(body)):
                    self.wfile.write(body[at : at + (running.piece or len(body))])
                    time.sleep(0.1 if running.piece else 0)

        def dribble(self) -> None:
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                while not running.stopped.wait(0.05):
                    self.wfile.write(b" ")
                return
            running.left.set()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.says, running.body, running.status, running.delay, running.piece = "", None, 200, 0.0, 0
    running.endless, running.headers, running.left, running.stopped = False, {}, Event(), Event()
    running.asked, running.paths = [], []
    running.url = f"http://127.0.0.1:{running.server_address[1]}/v1"
    Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        running.stopped.set()
        running.shutdown()
        running.server_close()


def completion(text: str) -> bytes:
    """What the protocol sends for a reply."""
    message = {"role": "assistant", "content": text}
    reply = {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "small",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return json.dumps(reply).encode()
