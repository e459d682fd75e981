"""Addresses that may be asked for, and where a redirect leads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from yarl import URL

from bot.domain.errors import ForbiddenAddressError, SourceError

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_MAX_CHARS = 4096
_STAMP = "_"


def location(url: str) -> URL:
    """The address as it will be asked for.

    Raises: SourceError (permanent) for what is no http(s) address, ForbiddenAddressError for one with a user name,
    a backslash, a blank or a control character: such addresses are read differently by different programs.
    """
    if _FORBIDDEN.search(url) or len(url) > _MAX_CHARS:
        raise ForbiddenAddressError(
            "The address holds a blank, a backslash or a control character. Write it plainly.", is_permanent=True
        )
    try:
        place = URL(url)
        host, port = place.host, place.port
    except ValueError as err:
        raise SourceError(f"The address {url[:100]} cannot be read. Check its spelling.", is_permanent=True) from err
    if place.scheme not in ("http", "https") or not host or not port:
        raise SourceError(f"{url[:100]} is not an http or https address.", is_permanent=True)
    if place.user is not None or place.password is not None:
        raise ForbiddenAddressError("The address holds a user name. Leave it out.", is_permanent=True)
    return place.with_fragment(None)


def redirected(place: URL, target: str) -> URL:
    """Where a redirect leads. Raises: as `location`; ForbiddenAddressError when it leaves https for http."""
    target = target.strip().replace(" ", "%20")
    if _FORBIDDEN.search(target):
        raise ForbiddenAddressError("it redirects to an address with a backslash or control characters in it")
    try:
        reached = location(str(place.join(URL(target))))
    except ForbiddenAddressError as err:
        raise ForbiddenAddressError("it redirects to an address with a user name in it") from err
    except (SourceError, ValueError) as err:
        raise SourceError("it redirects to something that is not an http or https address") from err
    if place.scheme == "https" and reached.scheme == "http":
        raise ForbiddenAddressError("it redirects from https to http, which is not followed")
    return reached


def with_parameters(url: str, given: Iterable[tuple[str, str]]) -> str:
    """The address with these parameters in place of its own of those names; the rest stays as it is written."""
    address, _, query = url.partition("#")[0].partition("?")
    set_here = tuple(given)
    names = {name for name, _ in set_here}
    kept = [part for part in query.split("&") if part and part.partition("=")[0] not in names]
    return f"{address}?{'&'.join((*kept, *(f'{name}={value}' for name, value in set_here)))}"


def past_caches(url: str) -> str:
    """The address with a stamp of its own, which no cache on the way can have an answer for."""
    return with_parameters(url, [(_STAMP, secrets.token_hex(4))])


def without_stamp(body: bytes, place: URL) -> bytes:
    """The body without an echo of the stamp in the address it came from, which would make it another body each time."""
    stamp = place.query.get(_STAMP, "")
    return body.replace(f"{_STAMP}={stamp}".encode(), b"") if stamp else body
