"""Addresses: made absolute for showing, made canonical for comparing."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

MAX_URL_CHARS = 4096

_WEB = re.compile(r"https?://(?![^/?#]*[@\\\[\]])[^\s/?#]+", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "oly_", "vero_", "wt_", "_hs")
_TRACKING = frozenset(
    {
        *("at_campaign", "at_medium", "cmpid", "dclid", "ems", "fbclid", "ftag", "gclid", "gclsrc", "guccounter"),
        *("icid", "igshid", "ircid", "mbid", "mkt_tok", "msclkid", "ncid", "ns_campaign", "ns_mchannel", "ns_source"),
        *("ref", "ref_src", "smid", "soc_src", "spm", "sr_share", "taid", "twclid", "wbraid", "xtor", "yclid"),
    }
)
_TRACKING_AT = {
    "36kr.com": frozenset({"f"}),
    "mp.weixin.qq.com": frozenset({"chksm", "from", "isappinstalled", "scene", "sharer_shareid"}),
    "news.google.com": frozenset({"oc"}),
}
_PATH_ENDS = "/" + "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_DEFAULT_PORTS = {"http": 80, "https": 443}


def absolute(url: str, *bases: str) -> str:
    """The http(s) address that `url` means, read against the bases in turn, or "" when it means none.

    Shape: no user name, no blanks or control characters; the first base is the nearest and may itself be relative.
    """
    url = url.strip()
    if not url or len(url) > MAX_URL_CHARS:
        return ""
    if not _WEB.match(url):
        url = _joined(url, bases)
    if not _WEB.match(url):
        return ""
    return _UNSAFE.sub(_quoted, url) if _UNSAFE.search(url) else url


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """The form in which two addresses of one page are equal: for comparing, never for showing or fetching.

    Shape: scheme, `www.`, default port, slashes and blanks at the end, tracking parameters and their fragments dropped,
    parameters sorted; what is not an address is returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    if not host or parts.scheme not in _DEFAULT_PORTS:
        return url
    dropped = _TRACKING_AT.get(host, frozenset())
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted(pair for pair in pairs if pair[0] not in dropped and not _is_tracking(pair[0]))
    query = f"?{urlencode(kept)}" if kept else ""
    fragment = f"#{parts.fragment}" if parts.fragment and not _is_tracking(parts.fragment.partition("=")[0]) else ""
    return f"https://{host}{parts.path.rstrip(_PATH_ENDS)}{query}{fragment}"


def _joined(url: str, bases: tuple[str, ...]) -> str:
    try:
        for base in bases:
            if base:
                url = urljoin(base.strip(), url)
    except ValueError:
        return ""
    return url


def _quoted(match: re.Match[str]) -> str:
    return f"%{ord(match.group()):02X}"


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
