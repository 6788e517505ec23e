"""HTTP/1.1 over one kept connection, cheap enough that a core of bots is never slower than a core of server."""

import asyncio
import ssl
import zlib
from dataclasses import dataclass
from functools import cached_property

import brotli

END = b"\r\n\r\n"
WITHOUT_BODY = (204, 304)


class Broken(ConnectionError):
    """Nobody answered in time, or the connection `ended`. `heard`: whether a part of an answer had come."""

    def __init__(self, why: str, heard: bool = False, ended: bool = False) -> None:
        super().__init__(why)
        self.heard, self.ended = heard, ended


@dataclass(frozen=True)
class Answer:
    """One answer as it came; `size` is all its bytes on the wire."""

    status: int
    head: bytes
    body: bytes
    size: int

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        """Names in small letters, in the order in which they came."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines)
        return [(name.strip().lower(), value.strip()) for name, _, value in pairs]

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")

    @cached_property
    def content(self) -> bytes:
        """The body without its compression."""
        # A save's answer is never compressed, and reading all its headers would cost the bots more than sending it.
        packing = self.header("content-encoding") if b"\ncontent-encoding:" in self.head.lower() else ""
        if packing == "br":
            return bytes(brotli.decompress(self.body))
        return zlib.decompress(self.body, wbits=31) if packing == "gzip" else self.body


class Connection(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiter: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, host: str, port: int, tls: ssl.SSLContext | None) -> "Connection":
        _, made = await asyncio.get_running_loop().create_connection(cls, host, port, ssl=tls)
        return made

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, request: bytes, patience: float) -> Answer:
        """Send one request and wait for its answer. Raises Broken."""
        if self._transport is None or self._transport.is_closing():
            raise Broken("the connection is closed", ended=True)
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer] = loop.create_future()
        self._waiter = waiter
        timer = loop.call_later(patience, self._give_up)
        self._transport.write(request)
        try:
            return await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _give_up(self) -> None:
        self._fail("no answer in time", ended=False)
        self.close()

    def _fail(self, why: str, ended: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(Broken(why, heard=bool(self._buffer), ended=ended))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail("the connection ended", ended=True)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answer = read_answer(self._buffer)
        if answer is None:
            return
        del self._buffer[: answer.size]
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(answer)
        if b"\r\nconnection: close" in answer.head.lower():
            self.close()


def read_answer(received: bytes | bytearray) -> Answer | None:
    """The first whole answer among the received bytes; None while some of it is missing."""
    end = received.find(END)
    if end < 0:
        return None
    head = bytes(received[:end])
    status = int(head[9:12])
    start = end + len(END)
    lowered = head.lower()
    if status in WITHOUT_BODY:
        return Answer(status, head, b"", start)
    if b"\r\ntransfer-encoding: chunked" in lowered:
        return _read_chunks(status, head, received, start)
    length = _length(lowered)
    if len(received) < start + length:
        return None
    return Answer(status, head, bytes(received[start : start + length]), start + length)


def _length(lowered_head: bytes) -> int:
    _, found, rest = lowered_head.partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def _read_chunks(status: int, head: bytes, received: bytes | bytearray, start: int) -> Answer | None:
    body = bytearray()
    while True:
        line_end = received.find(b"\r\n", start)
        if line_end < 0:
            return None
        length = int(bytes(received[start:line_end]).partition(b";")[0], 16)
        begin = line_end + 2
        if len(received) < begin + length + 2:
            return None
        if length == 0:
            return Answer(status, head, bytes(body), begin + 2)
        body += received[begin : begin + length]
        start = begin + length + 2
