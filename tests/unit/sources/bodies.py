"""Bodies for tests: ordinary feeds, and bombs that broke one parser or another."""

from __future__ import annotations


def feed_of(n_items: int, name: str = "news", text: str = "Some words about it. ") -> bytes:
    """An ordinary RSS feed."""
    items = "".join(
        f"<item><title>{name} {i}</title><link>https://{name}.example/{i}</link><guid>{name}-{i}</guid>"
        f"<pubDate>Sun, 19 Jan 2025 12:00:00 GMT</pubDate><description>{text}</description></item>"
        for i in range(n_items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()


def rss(inner: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{inner}</channel></rss>'.encode()


def item(text: str) -> str:
    return f"<item><title>x</title><link>https://bomb.example/</link><description>{text}</description></item>"


def filled(unit: str, size: int) -> str:
    return unit * max(1, size // len(unit))


def slow_bomb(size: int) -> bytes:
    """Nested so deep that libxml2 gives up, and slow for feedparser, which is asked next."""
    return rss(filled("<a>", size) + item("never reached"))


def bombs(size: int) -> dict[str, bytes]:
    """By name, each about so many bytes."""
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    laughs = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>'
    numbers = range(size // 20)
    return {
        "nested tags": slow_bomb(size),
        "opening brackets": b"<" * size,
        "opening brackets in a title": rss("<item><title>" + filled("<", size)),
        "attributes": rss("<item " + " ".join(f'a{i}="1"' for i in numbers) + "/>"),
        "unquoted attributes": ("<rss " + " ".join(f"a{i}=1" for i in numbers) + ">").encode(),
        "namespaces": rss("<item " + " ".join(f'xmlns:a{i}="u"' for i in numbers) + "/>"),
        "ampersands": rss(item(filled("&", size))),
        "named entities": rss(item(filled("&nbsp;", size))),
        "surrogates": rss(item(filled("&#xD800;", size))),
        "billion laughs": laughs.encode() + rss(item("&l9;")),
        "long entity": f'<!DOCTYPE rss [<!ENTITY a "{"a" * (size // 2)}">]>'.encode()
        + rss(item(filled("&a;", size // 2))),
        "late doctype": f"<!-- {'x' * 5000} -->{laughs}".encode()
        + b"<rss><channel>&l9;<item>&l9;</item></channel></rss>",
        "doctypes": filled("<!DOCTYPE[", size).encode(),
        "comments": rss(filled("<!--", size)),
        "cdata": rss(item(filled("<![CDATA[", size))),
        "markup in cdata": rss(item("<![CDATA[" + filled("<div>", size) + "]]>")),
        "quotes in cdata": rss(item("<![CDATA[" + filled("<a \"'", size) + "]]>")),
        "scripts in cdata": rss(item("<![CDATA[" + filled("<script>", size) + "]]>")),
        "comments in cdata": rss(item("<![CDATA[" + filled("<!--", size) + "]]>")),
        "blanks": rss("<item><title>" + " " * size + "</title></item>"),
        "marks": rss("<item><title>a" + filled("&#x300;", size) + "</title></item>"),
        "date": rss("<item><pubDate>Mon, 01" + " " * size + "</pubDate></item>"),
        "items": rss(filled("<item/>", size)),
        "json depth": b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * size,
        "json items": b'{"items":[' + b"{}," * (size // 3) + b"{}]}",
        "json number": b'{"items":[{"id":' + b"1" * size + b"}]}",
        "zeros": bytes(size),
        "noise": b"\xff" * size,
        "utf-16": ("<rss>" + "a" * (size // 2)).encode("utf-16"),
    }
