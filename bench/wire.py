"""A relay between a browser and the server that counts what passes, whoever in the browser asked for it."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

REQUEST = re.compile(rb"(?:GET|HEAD|POST|PUT) (\S+) HTTP/1\.1\r\n")
ENCODING = re.compile(rb"\r\ncontent-encoding: *([a-z]+)", re.IGNORECASE)
PIECE = 65536


@dataclass
class Wire:
    """Requests in their order, by path, and bytes that came down for each, headers included; TLS would add some."""

    server_port: int
    port: int = 0
    paths: list[str] = field(default_factory=list)
    received: Counter[str] = field(default_factory=Counter)
    encodings: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def total(self) -> int:
        return self.received.total()

    def count(self, since: int = 0, without: str = "") -> int:
        return sum(path != without for path in self.paths[since:])

    async def relay(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        asked: list[str] = []
        up = asyncio.create_task(self._up(browser, to_server, asked))
        with suppress(ConnectionError):
            await self._down(server, to_browser, asked)
        up.cancel()
        to_browser.close()
        to_server.close()

    async def _up(self, browser: asyncio.StreamReader, to_server: asyncio.StreamWriter, asked: list[str]) -> None:
        """A browser sends its next request on a connection only after the answer, so each begins a piece."""
        while piece := await browser.read(PIECE):
            if found := REQUEST.match(piece):
                asked[:] = [found[1].decode().partition("?")[0]]
                self.paths += asked
            to_server.write(piece)
            await to_server.drain()
        to_server.close()

    async def _down(self, server: asyncio.StreamReader, to_browser: asyncio.StreamWriter, asked: list[str]) -> None:
        while piece := await server.read(PIECE):
            self.received[asked[0]] += len(piece)
            self.encodings |= {found.decode().lower() for found in ENCODING.findall(piece)}
            to_browser.write(piece)
            await to_browser.drain()


@asynccontextmanager
async def wired(server_port: int) -> AsyncIterator[Wire]:
    wire = Wire(server_port)
    relay = await asyncio.start_server(wire.relay, "127.0.0.1", 0)
    wire.port = relay.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        relay.close()
