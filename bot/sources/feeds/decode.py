"""Bytes to text, for bodies whose declared encoding cannot be trusted."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]{1,40})""")
# Browsers read these labels as their supersets, and feeds mean the same.
_AS_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
# Codecs that are no character sets, or slow on purpose-made input, are not honoured.
_CHARACTER_SETS = re.compile(r"utf-8|iso8859-\d+|cp\d+|gb18030|big5\w*|euc_\w+|shift_jis\w*|koi8-\w|mac-roman|tis-620")


def decode(body: bytes) -> str:
    """The text of a body: by byte order mark, else UTF-8 if it is that, else as declared, else Windows-1252.

    UTF-8 comes before the declaration, as no other text is UTF-8 by accident and many labels are wrong.
    Shape: never fails; bytes that fit nothing become U+FFFD.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").lstrip("\ufeff")
    text = body.decode("utf-8", "replace")
    if "\ufffd" not in text or _is_mostly_right(text):
        return text
    for codec in _declared(body):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _declared(body: bytes) -> tuple[str, ...]:
    found = _DECLARED.search(body[:1024])
    if found is None:
        return ()
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ()
    name = _AS_MEANT.get(name, name)
    return (name,) if _CHARACTER_SETS.fullmatch(name) else ()


def _is_mostly_right(text: str) -> bool:
    """Whether a few broken bytes stand in UTF-8, rather than another character set throughout."""
    return text.count("\ufffd") * 4 < sum(1 for character in text if character > "\x7f")
