"""The headers of every answer: what is not our own neither runs nor loads, and no site is told of its readers."""

from __future__ import annotations

from aiohttp import web

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "Reprieve",
    "X-Content-Type-Options": "nosniff",
}


async def guard(_: web.Request, response: web.StreamResponse) -> None:
    """Shape: of errors too, and of what aiohttp answers by itself."""
    response.headers.update(HEADERS)
