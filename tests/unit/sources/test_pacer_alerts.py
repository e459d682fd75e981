"""What entries of a followed docket are told as: from a court's feed through the whole chain."""

from __future__ import annotations

import pytest

from bot.domain.event import AlertLevel
from bot.domain.matter import Docket
from bot.domain.plan import Plan
from bot.domain.source import SourceSpec, Trust
from bot.pipeline.plan import plan
from bot.sources.registry import KINDS
from tests import make

COURT = make.source(
    "court", Trust.COURT, kind="pacer_rss", url="https://ecf.cadc.uscourts.gov/feed", outlet="D.C. Circuit"
)
ROW = """<item><title>{docket} Cask v. Garland</title>
<link>https://ecf.{court}.uscourts.gov/n/servlet?servlet=DocketReportFilter.jsp&amp;caseNum={docket}</link>
<description>[{text}]</description>
<guid>https://ecf.{court}.uscourts.gov/n/servlet?servlet=DocketReportFilter.jsp&amp;caseNum={docket}&amp;partId=7</guid>
<pubDate>Wed, 15 Jan 2025 06:00:00 EST</pubDate></item>"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Per Curiam Order Filed granting stay", [AlertLevel.BREAKING]),
        ("Judgment Filed (Merits Panel)", [AlertLevel.BREAKING]),
        ("Emergency Motion for Stay Filed", [AlertLevel.NOTABLE]),
        ("Notice of Appeal", [AlertLevel.NOTABLE]),
        ("Order on Motion to Appear Pro Hac Vice", []),
        ("~Util - Set Deadlines", []),
        ("Notice of Appearance", []),
    ],
)
def test_entry_of_a_followed_docket_is_told_as_loud_as_what_the_court_did(
    text: str, expected: list[AlertLevel]
) -> None:
    assert expected == [event.level for event in told(text).events]


def test_order_is_told_when_a_quiet_one_was_filed_with_it() -> None:
    body = ROW.format(court="cadc", docket="24-1113", text="Order on Motion to Appear Pro Hac Vice")
    body += ROW.format(court="cadc", docket="24-1113", text="Per Curiam Order Filed granting stay")
    assert [AlertLevel.BREAKING] == [event.level for event in planned(body).events]


@pytest.mark.parametrize(("court", "docket"), [("cadc", "24-1114"), ("ca2", "24-1113")])
def test_entry_is_off_topic_when_the_docket_is_another_or_another_courts(court: str, docket: str) -> None:
    result = told("Per Curiam Order Filed granting stay", court, docket)
    assert ([], ["match"]) == (list(result.events), [trace.stage for trace in result.traces])


def told(text: str, court: str = "cadc", docket: str = "24-1113") -> Plan:
    return planned(ROW.format(court=court, docket=docket, text=text))


def planned(rows: str, spec: SourceSpec = COURT) -> Plan:
    body = f'<rss version="2.0"><channel><title>Court</title>{rows}</channel></rss>'
    parsed = KINDS[spec.kind].parse(body.encode(), spec)
    world = make.world(matter=make.matter(dockets=(Docket("cadc", "24-1113"),)))
    return plan(make.batch(*parsed.items, of=spec), world, make.NOON)
