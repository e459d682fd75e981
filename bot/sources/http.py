"""The single egress: every byte a source sends comes in through `Egress.fetch`, guarded, capped and polite."""

from __future__ import annotations

import asyncio
import errno
import importlib.metadata
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Network, IPv6Network
from types import TracebackType
from typing import NamedTuple, Self

import aiohttp
import xxhash
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.domain.errors import ForbiddenAddressError, SourceError
from bot.domain.source import Validators
from bot.ports import Clock
from bot.sources.kind import Fetched
from bot.sources.net.freshness import max_age_of
from bot.sources.net.guard import Guard
from bot.sources.net.inflate import MAX_BODY, Body
from bot.sources.net.lanes import Lanes
from bot.sources.net.locations import location, redirected, without_stamp

TOTAL_S = 15.0
CONNECT_S = 5.0
MAX_REDIRECTS = 5
MAX_RETRY_AFTER = timedelta(days=1)
PROJECT_URL = "https://github.com/reprieve-bot/reprieve"

_N_AT_ONCE = 16
_HOST_PAUSE_S = 1.0
_CHUNK = 64 * 1024
_MAX_HEADER = 32 * 1024
_MAX_VALIDATOR_CHARS = 1024
_MAX_LINKS = 8 * 1024
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_SAME_METHOD = frozenset({307, 308})
_NOT_MODIFIED = 304
_GONE_FOR_GOOD = frozenset({401, 410})
_KEY_REFUSED = frozenset({401, 403})
_KEY_ADVICE = "it does not accept the key. Compare it with the one you were given, or get a new one"
_STATUS_ADVICE = {
    401: "it wants a login. Use an address that is public",
    403: "it refuses robots or this server. Open the address in a browser; if it works there, ask the publisher",
    404: "it has nothing at this address (404). Look up the feed's new address and change it in the pack",
    410: "it took the feed down for good (410). Remove it from the pack",
    429: "it wants fewer requests (429). It is asked again later; a longer interval in the pack helps",
}
# The first that fits an exception tells what happened; each reads on from the name of the host.
_FAILURES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "its name could not be found. Check the address and this machine's DNS"),
    (aiohttp.ClientSSLError, "its certificate is not valid. Wait for the publisher to renew it"),
    (aiohttp.ConnectionTimeoutError, f"no connection within {CONNECT_S:.0f} seconds. It is tried again later"),
    (TimeoutError, f"no complete answer within {TOTAL_S:.0f} seconds. It is tried again later"),
    (aiohttp.ClientConnectorError, "it refused the connection. It is tried again later"),
    (aiohttp.ServerDisconnectedError, "it hung up without an answer. It is tried again later"),
    (aiohttp.ClientPayloadError, "its answer broke off. It is tried again later"),
    (aiohttp.ClientResponseError, "its answer is not valid HTTP. It is tried again later"),
    (aiohttp.ClientError, "it could not be reached. It is tried again later"),
    (OSError, "it could not be reached. It is tried again later"),
    (ValueError, "its address cannot be used. Check its spelling"),
)


def user_agent() -> str:
    """An honest name in the form that firewalls of public bodies let through."""
    try:
        version = importlib.metadata.version("reprieve")
    except importlib.metadata.PackageNotFoundError:
        version = "dev"
    return f"Mozilla/5.0 (compatible; Reprieve/{version}; +{PROJECT_URL})"


class _Led(NamedTuple):
    """Where a redirect leads."""

    to: URL
    is_for_good: bool


class Egress:
    """Fetches addresses for sources; open it with `async with`.

    Shape: one session without cookies, proxies or credentials; a socket is opened only to a public address on a web
    port, or inside one of the networks in `allow`.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow: Sequence[IPv4Network | IPv6Network] = (),
        host_pause_s: float = _HOST_PAUSE_S,
        total_s: float = TOTAL_S,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._clock = clock
        self._guard = Guard(tuple(allow))
        self._total_s = total_s
        self._resolver = resolver
        self._lanes = Lanes(clock, pause_s=host_pause_s, n_at_once=_N_AT_ONCE)
        self._own: aiohttp.ClientSession | None = None
        self._public: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._own = self._session(self._guard)
        # A redirect to another host goes through here: a stranger must not lead us into a network we were allowed.
        self._public = self._session(Guard())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._own, self._public):
            if session is not None:
                await session.close()
        self._own = self._public = None

    def public_only(self) -> Egress:
        """This egress, with its turns and its sockets, for what strangers ask for: no network is allowed to them."""
        other = copy(self)
        other._guard, other._own = Guard(), self._public  # noqa: SLF001  a copy of ourselves
        return other

    async def fetch(self, url: str, validators: Validators, headers: Mapping[str, str] | None = None) -> Fetched:
        """The body at an address, or that it is unchanged since the validators were given.

        Shape: a source that has moved is asked at the validators' address. `headers` may hold a key: they go to the
        scheme, host and port of `url`, not to where it redirects.
        Raises: SourceError with what to do; ForbiddenAddressError when the guard refused. Redirects included, the
        exchange takes at most `TOTAL_S`; waiting for one's turn at the host is not counted.
        """
        own, left_s = location(url), self._total_s
        place = location(validators.address) if validators.address else own
        origin, is_moved = place.host, True
        for n_hops in range(MAX_REDIRECTS + 1):
            is_own = self._guard.is_own(place.host or "")
            async with self._lanes.turn("" if is_own else place.host or ""):
                began = self._clock.monotonic()
                # A validator means something only to the host that gave it.
                known = validators if place.host == origin else Validators(body_hash=validators.body_hash)
                session = self._own if place.host == own.host else self._public
                # A key is shown to whom it was made for; who was led elsewhere does not come back with it.
                headers = headers if headers and place.origin() == own.origin() else {}
                answer = await self._exchange(session, place, known, left_s, headers)
            if isinstance(answer, Fetched):
                given = answer.validators if place.host == origin else Validators(body_hash=answer.validators.body_hash)
                moved_to = str(place) if is_moved and n_hops else ""
                return replace(answer, validators=given, is_own=is_own, moved_to=moved_to)
            place, is_moved = answer.to, is_moved and answer.is_for_good
            left_s -= self._clock.monotonic() - began
        raise SourceError(f"{origin}: it redirects more than {MAX_REDIRECTS} times. Use the address it leads to.")

    async def post_form(self, url: str, fields: Mapping[str, str], own_host: str = "") -> None:
        """Sends a form with a secret in it, and returns when it is accepted.

        Shape: by https alone, but for the networks in `allow`, and these may be reached at `own_host` alone: the
        address comes from what a stranger wrote.
        Raises: SourceError; ForbiddenAddressError when the guard refused.
        """
        place, left_s = location(url), self._total_s
        for _ in range(MAX_REDIRECTS + 1):
            is_own = self._guard.is_own(place.host or "")
            place = place if is_own else place.with_scheme("https")
            session = self._own if place.host == own_host else self._public
            async with self._lanes.turn("" if is_own else place.host or ""):
                began = self._clock.monotonic()
                led = await self._sent(session, place, fields, left_s)
            if led is None:
                return
            place, left_s = led, left_s - (self._clock.monotonic() - began)
        raise SourceError(f"{place.host}: it redirects more than {MAX_REDIRECTS} times.")

    async def _sent(
        self, session: aiohttp.ClientSession | None, place: URL, fields: Mapping[str, str], left_s: float
    ) -> URL | None:
        """Where a form is to be sent instead; None when it was accepted."""
        if session is None:
            raise RuntimeError("the egress is not open: use it in `async with`")
        try:
            async with (
                asyncio.timeout(max(left_s, 0)),
                session.post(place, data=fields, allow_redirects=False) as response,
            ):
                return self._led_on(response, place)
        except SourceError as err:
            raise _named(err, place) from err
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise _failure(err, place) from err

    def _led_on(self, response: aiohttp.ClientResponse, place: URL) -> URL | None:
        if response.status in _SAME_METHOD and "Location" in response.headers:
            return redirected(place, response.headers["Location"])
        if response.status // 100 == 2:  # noqa: PLR2004  accepted, now or to be confirmed
            return None
        retry_after = self._retry_after(response.headers.get("Retry-After", ""))
        raise SourceError(f"it refused with status {response.status}", retry_after=retry_after)

    async def _exchange(
        self,
        session: aiohttp.ClientSession | None,
        place: URL,
        validators: Validators,
        left_s: float,
        headers: Mapping[str, str],
    ) -> Fetched | _Led:
        """One request: an answer, or where it redirects to."""
        if session is None:
            raise RuntimeError("the egress is not open: use it in `async with`")
        try:
            async with (
                asyncio.timeout(max(left_s, 0)),
                session.get(place, headers={**headers, **_conditions(validators)}, allow_redirects=False) as response,
            ):
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return _Led(redirected(place, response.headers["Location"]), response.status in _FOR_GOOD)
                fetched = await self._answer(response, validators, place, is_keyed=bool(headers))
                links = ", ".join(response.headers.getall("Link", ()))[:_MAX_LINKS]
                max_age = max_age_of(response.headers)
                return replace(fetched, served_at=_served_at(response), max_age=max_age, links=links)
        except SourceError as err:
            raise _named(err, place) from err
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise _failure(err, place) from err

    async def _answer(
        self, response: aiohttp.ClientResponse, validators: Validators, place: URL, *, is_keyed: bool
    ) -> Fetched:
        if response.status == _NOT_MODIFIED:
            if not (validators.etag or validators.last_modified):
                raise SourceError("it answered 'not modified' to a first request. It is tried again later")
            return Fetched(None, _validators(response, validators, validators.body_hash), _NOT_MODIFIED)
        if response.status != 200:  # noqa: PLR2004  the one status that carries a body of use
            raise self._refused(response, is_keyed=is_keyed)
        body, n_received = await _read(response)
        body_hash = xxhash.xxh3_128_hexdigest(without_stamp(body, place))
        given = _validators(response, Validators(), body_hash)
        return Fetched(None if body_hash == validators.body_hash else body, given, response.status, n_received)

    def _session(self, guard: Guard) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(socket_factory=guard.open_socket, resolver=self._resolver, limit=_N_AT_ONCE)
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(total=self._total_s, sock_connect=CONNECT_S),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_MAX_HEADER,
            max_field_size=_MAX_HEADER,
        )

    def _refused(self, response: aiohttp.ClientResponse, *, is_keyed: bool) -> SourceError:
        status = response.status
        advice = (
            _KEY_ADVICE
            if is_keyed and status in _KEY_REFUSED
            else _STATUS_ADVICE.get(status, f"it answered with status {status}. It is tried again later")
        )
        retry_after = self._retry_after(response.headers.get("Retry-After", ""))
        return SourceError(advice, retry_after=retry_after, is_permanent=status in _GONE_FOR_GOOD)

    def _retry_after(self, text: str) -> timedelta | None:
        """The wait a server asks for, in seconds or until a date. Shape: between nothing and six hours."""
        try:
            if re.fullmatch(r"\d{1,9}", text.strip()):
                wait = timedelta(seconds=int(text))
            else:
                wait = parsedate_to_datetime(text) - self._clock.now()
        except (ValueError, TypeError):
            return None
        return min(max(wait, timedelta(0)), MAX_RETRY_AFTER)


async def _read(response: aiohttp.ClientResponse) -> tuple[bytes, int]:
    if (response.content_length or 0) > MAX_BODY:
        raise SourceError(f"the answer is larger than {MAX_BODY >> 20} MiB")
    body = Body()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body.add(chunk)
    return body.whole(), body.n_received


def _conditions(validators: Validators) -> dict[str, str]:
    wanted = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _served_at(response: aiohttp.ClientResponse) -> datetime | None:
    try:
        at = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return None
    return at if at.tzinfo else None


def _validators(response: aiohttp.ClientResponse, known: Validators, body_hash: str) -> Validators:
    etag = response.headers.get("ETag", known.etag)
    last_modified = response.headers.get("Last-Modified", known.last_modified)
    return Validators(
        etag if len(etag) <= _MAX_VALIDATOR_CHARS else "",
        last_modified if len(last_modified) <= _MAX_VALIDATOR_CHARS else "",
        body_hash,
    )


def _named(error: SourceError, place: URL) -> SourceError:
    """The same error, told of its host; the address itself may hold a key that is nobody's business."""
    message = f"{place.host}: {str(error).rstrip('.')}."
    return type(error)(message, retry_after=error.retry_after, is_permanent=error.is_permanent)


def _failure(error: BaseException, place: URL) -> SourceError:
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.EACCES:
        return ForbiddenAddressError(
            f"{place.host}: it leads to an address that is not public. If it is yours, allow it in the settings and "
            "name it in a pack."
        )
    if isinstance(error, aiohttp.InvalidURL):  # 127.0.0.1 written as one number, and the like
        return ForbiddenAddressError(f"{place.host}: the address is not written plainly. Correct it in the pack.")
    sentence = next(text for kind, text in _FAILURES if isinstance(error, kind))
    return SourceError(f"{place.host}: {sentence}.")
