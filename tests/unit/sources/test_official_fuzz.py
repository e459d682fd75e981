"""I3 for answers in JSON: whatever stands under the names that are read, there are items and problems."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.registry import KINDS
from tests.unit.sources.support import spec_for

NAMES = (
    *("document_number", "title", "toc_doc", "subject_2", "html_url", "publication_date", "signing_date", "filed_at"),
    *("executive_order_number", "correction_of", "editorial_note", "abstract", "action", "dates"),
    *("actionDate", "actionTime", "sourceSystem", "text", "code"),
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            *("2031-1", "C1-2031-1", "2031-06-19", "9999-12-31", "0001-01-01T00:00:00+23:59", "23:59:60", "\ud800"),
            *("http://[::1", "javascript:x", "https://www.federalregister.gov/d/2031-1", "Of May 40, 2031", "<b>Title"),
            *("Orders: It (EO 14258)", "It (EO )", "withdrawal", "Signed by President."),
        ]
    ),
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.lists(TEXTS, max_size=2))
ROWS = st.one_of(VALUES, st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
WHOLE_ROWS = st.fixed_dictionaries({"document_number": TEXTS, "title": TEXTS, "actionDate": TEXTS, "text": TEXTS}).map(
    lambda row: {
        **row,
        "signing_date": row["actionDate"],
        "actionTime": "23:30",
        "filed_at": row["text"],
        "html_url": row["title"],
    }
)


@pytest.mark.parametrize("kind", ["federal_register", "congress"])
@given(
    rows=st.one_of(VALUES, st.lists(st.one_of(ROWS, WHOLE_ROWS), max_size=5)),
    request_=st.one_of(VALUES, st.fixed_dictionaries({"congress": TEXTS, "billType": TEXTS, "billNumber": TEXTS})),
    count=VALUES,
)
def test_any_answer(kind: str, rows: object, request_: object, count: object):
    answer = {"results": rows, "actions": rows, "request": request_, "count": count, "regular_filings_updated_at": ""}
    spec = spec_for("https://api.congress.gov/v3/bill/118/hr/815/actions", kind)
    parsed = KINDS[kind].parse(json.dumps(answer).encode(), spec)
    distinct = set(parsed.items)
    assert len(distinct) == len({item.key for item in distinct})
    assert all(item.key and item.title and item.url.startswith("http") for item in parsed.items)


@pytest.mark.parametrize("kind", ["federal_register", "congress"])
@given(complaint=st.recursive(VALUES, lambda inner: st.dictionaries(TEXTS, inner, max_size=3), max_leaves=5))
def test_any_complaint(kind: str, complaint: object):
    parsed = KINDS[kind].parse(json.dumps({"errors": complaint}).encode(), spec_for(kind=kind))
    assert () == parsed.items
