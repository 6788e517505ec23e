"""What a candidate's browser does beneath the page: cookies, kept connections, redirects, files cached for ever."""

import ssl
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from exam_server.cli.rehearsal.pages import files_of, needed_by
from exam_server.cli.rehearsal.wire import Answer, Broken, Connection
from exam_server.core.network import is_loopback

PATIENCE = 60.0
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
GZIP, BROTLI_TOO = "gzip, deflate", "gzip, deflate, br"


@dataclass(frozen=True)
class Server:
    """Where the server is, as the bots reach it. `tls` is None for plain http."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None

    @classmethod
    def at(cls, address: str, tls: ssl.SSLContext | None = None) -> "Server":
        parts = urlsplit(address)
        secure = parts.scheme == "https"
        return cls(parts.hostname or "127.0.0.1", parts.port or (443 if secure else 80), tls if secure else None)

    @property
    def origin(self) -> str:
        standard = self.port == (443 if self.tls else 80)
        return f"{'https' if self.tls else 'http'}://{self.host}" + ("" if standard else f":{self.port}")

    @property
    def encodings(self) -> str:
        """What browsers take there: Brotli only where the connection is secure, or doesn't leave the machine."""
        return BROTLI_TOO if self.tls or is_loopback(self.host) else GZIP


class Refused(RuntimeError):
    """The server answered with a status that the way doesn't have."""

    def __init__(self, method: str, target: str, answer: Answer) -> None:
        super().__init__(f"{method} {target}: {answer.status}")
        self.answer = answer


@dataclass
class Browser:
    """One person's browser at one or several doors of the same server: with several, it alternates per request."""

    doors: tuple[Server, ...]
    cookies: dict[str, str] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    received: int = 0
    requests: int = 0
    _kept: dict[Server, list[Connection]] = field(default_factory=dict)

    async def get(self, target: str, accept: str = "text/html", patience: float = PATIENCE) -> Answer:
        """A page or a file; redirects are followed. Raises Refused, Broken."""
        return await self._follow("GET", target, self._reading(accept), b"", patience)

    async def post_form(self, target: str, fields: dict[str, str], patience: float = PATIENCE) -> Answer:
        """A form as a page sends it; the page that it leads to. Raises Refused, Broken."""
        headers = {
            **self._reading("text/html"),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.doors[0].origin,
        }
        return await self._follow("POST", target, headers, urlencode(fields).encode(), patience)

    async def send(
        self, method: str, target: str, headers: dict[str, str], body: bytes, patience: float = PATIENCE
    ) -> Answer:
        """One request, answered by whatever came. Raises Broken."""
        return await self.exchange(self.request(method, target, headers, body), patience)

    def request(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        """A request's bytes with all that a browser adds."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.doors[0].origin.partition('//')[2]}"]
        lines += ["Connection: keep-alive", "User-Agent: Mozilla/5.0 (X11; Linux x86_64) exam-server rehearsal"]
        lines += ["Accept-Language: pl-PL,pl;q=0.9,en;q=0.8", "Sec-Fetch-Site: same-origin"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body or method not in ("GET", "HEAD"):
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    async def exchange(self, request: bytes, patience: float = PATIENCE) -> Answer:
        """Send prepared bytes over a kept connection of the next door. Raises Broken."""
        door = self.doors[self.requests % len(self.doors)]
        self.requests += 1
        kept = self._kept_connection(door)
        answer = await self._ask(door, kept or await self._connect(door), request, patience, again=kept is not None)
        self.received += answer.size
        self._keep_cookies(answer)
        return answer

    async def _ask(self, door: Server, connection: Connection, request: bytes, patience: float, again: bool) -> Answer:
        try:
            answer = await connection.ask(request, patience)
        except Broken as broken:
            # A kept connection that the server had closed meanwhile: browsers ask once more on a new one.
            if not again or broken.heard or not broken.ended:
                raise
            return await self._ask(door, await self._connect(door), request, patience, again=False)
        self._kept.setdefault(door, []).append(connection)
        return answer

    async def fetch_files(self, page: str) -> None:
        """Everything that the page needs and this browser hasn't yet, files of files included."""
        waiting = [each for each in files_of(page) if each not in self.cached]
        while waiting:
            address = waiting.pop(0)
            if address in self.cached:
                continue
            answer = await self.get(address, accept="*/*")
            if "immutable" in answer.header("cache-control") or "max-age" in answer.header("cache-control"):
                self.cached.add(address)
            waiting += [each for each in _needed(address, answer) if each not in self.cached]

    def close(self) -> None:
        for connection in (each for kept in self._kept.values() for each in kept):
            connection.close()
        self._kept.clear()

    async def _follow(self, method: str, target: str, headers: dict[str, str], body: bytes, patience: float) -> Answer:
        answer = await self.send(method, target, headers, body, patience)
        for _ in range(MOST_REDIRECTS):
            if answer.status not in REDIRECTS:
                break
            target = _local(answer.header("location"))
            answer = await self.send("GET", target, self._reading("text/html"), b"", patience)
        if answer.status != 200:
            raise Refused(method, target, answer)
        return answer

    def _reading(self, accept: str) -> dict[str, str]:
        return {"Accept": accept, "Accept-Encoding": self.doors[0].encodings}

    def _kept_connection(self, door: Server) -> Connection | None:
        """One that no request of this browser is using: each takes one request at a time."""
        kept = self._kept.get(door, [])
        while kept:
            connection = kept.pop()
            if connection.is_open:
                return connection
        return None

    async def _connect(self, door: Server) -> Connection:
        try:
            return await Connection.open(door.host, door.port, door.tls)
        except OSError as error:
            raise Broken(str(error)) from error

    def _keep_cookies(self, answer: Answer) -> None:
        if b"\nset-cookie:" not in answer.head.lower():
            return
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _, attributes = value.partition(";")
                key, _, content = cookie.partition("=")
                self.cookies[key.strip()] = content.strip()
                if "max-age=0" in attributes.lower():
                    del self.cookies[key.strip()]


# What a file needs is in its content, and its address changes with that: read once for all bots.
_known: dict[str, list[str]] = {}


def _needed(address: str, answer: Answer) -> list[str]:
    if address not in _known:
        text = answer.content.decode("utf-8", "replace") if address.endswith((".js", ".css")) else ""
        _known[address] = needed_by(address, text)
    return _known[address]


def _local(location: str) -> str:
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")
