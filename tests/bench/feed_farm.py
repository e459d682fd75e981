"""A thousand feeds of fifty items each on loopback, in a process of their own: `python -m tests.bench.feed_farm`.

`/<n>.xml` is a feed, `?v=1` the same with one item more, `?plain` the same without validators.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

N_ITEMS = 50
_SUMMARY = "The agency said on Tuesday that it would look at the request and answer within the time it has. " * 7
_ITEM = (
    "<item><title>{title}</title><link>http://farm.example/{n}/{key}</link><guid>farm-{n}-{key}</guid>"
    "<pubDate>Tue, 14 Jan 2025 {i:02d}:00:00 GMT</pubDate><description>" + _SUMMARY + "</description></item>"
)


def body_of(n: int, n_items: int) -> bytes:
    """Feed `n`; one title in fifty speaks of the TikTok law, as a busy day would have it."""
    titles = (f"TikTok hearing, day {n}-{i}" if i == 0 else f"Harbor news {n}-{i}" for i in range(n_items))
    items = "".join(_ITEM.format(n=n, key=i, i=i % 24, title=title) for i, title in enumerate(titles))
    return f'<rss version="2.0"><channel><title>Farm {n}</title>{items}</channel></rss>'.encode()


async def feed(request: web.Request) -> web.Response:
    n, version = request.match_info["n"], request.query.get("v", "0")
    tag = f'"{n}-{version}"'
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers={"ETag": tag})
    headers = {} if "plain" in request.query else {"ETag": tag}
    return web.Response(
        body=body_of(int(n), N_ITEMS + int(version)), headers=headers, content_type="application/rss+xml"
    )


async def main() -> None:
    app = web.Application()
    app.router.add_get("/{n:[0-9]+}.xml", feed)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
