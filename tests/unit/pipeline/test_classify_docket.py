"""What docket entries say: orders, motions, papers, and junk beside an order."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "extension/ordered_or_happened/ignore": (
        "ORDER granting 18 Motion for Extension of Time to Answer. Answer due 6/2/2025.",
        (
            "MINUTE ORDER granting unopposed motion for extension of time. Defendants shall file their brief by "
            "May 9, 2025."
        ),
        "Order granting consent motion for extension of time to file reply brief; due June 2.",
        "The time to file a response is extended to and including July 9, 2025.",
        "ORDER GRANTING STIPULATION extending time to respond to complaint until 7/7/2025.",
    ),
    "extension/requested/ignore": (
        "MOTION for Extension of Time to File Response/Reply as to 14 Motion to Dismiss by Apple Inc.",
        "CONSENT MOTION for Extension of Time to File Answer by Department of Commerce.",
        "Unopposed motion to extend time to file opening brief filed by appellant.",
    ),
    "filing/none/ignore": (
        "RESPONSE in Opposition re 9 MOTION for Preliminary Injunction filed by Xavier Becerra.",
        "REPLY to opposition to motion re 12 MOTION for Temporary Restraining Order.",
        "BRIEF of amicus curiae Electronic Frontier Foundation in support of petitioners filed.",
        "NOTICE of Proposed Order Granting Motion for Stay",
        "OPPOSITION by Apple Inc. to 33 Motion for Preliminary Injunction.",
        "Memorandum in Opposition re 21 MOTION for Temporary Restraining Order filed by State of Texas.",
        "DECLARATION of Adam Presser in support of 12 Motion for Preliminary Injunction.",
        "AMICUS BRIEF filed by Chamber of Progress in support of appellees.",
        "RESPONSE to motion for injunction pending appeal filed by Merrick Garland.",
    ),
    "filing/requested/notable": (
        "NOTICE OF APPEAL to the Ninth Circuit by Epic Games, Inc. Filing fee $605.",
        "COMPLAINT against Federal Trade Commission filed by Ryan LLC. (Filing fee $405)",
        "Petition for a writ of certiorari filed. (Response due April 21, 2025)",
        "NOTICE OF APPEAL as to 88 Order on Motion for Preliminary Injunction by Federal Trade Commission.",
        "NOTICE OF APPEAL as to 211 Memorandum Opinion & Order by NetChoice LLC.",
    ),
    "hearing/announced_plan/notable": (
        "NOTICE of Hearing on Motion for Preliminary Injunction: set for 6/3/2025 10:00 AM.",
        "NOTICE of oral argument: case set for argument on September 16, 2024.",
    ),
    "hearing/ordered_or_happened/notable": (
        "Oral argument held and case submitted before Judges Srinivasan, Rao and Ginsburg.",
        "Minute Entry: Preliminary Injunction Hearing held on 6/3/2025.",
    ),
    "injunction/denied/breaking": (
        (
            "ORDER DENYING PLAINTIFFS' MOTION FOR PRELIMINARY INJUNCTION by Judge Yvonne Gonzalez Rogers; "
            "denying 23 Motion for Preliminary Injunction."
        ),
        "MINUTE ORDER: For the reasons stated on the record, the motion for a temporary restraining order is DENIED.",
        "ORDER: TRO denied for the reasons stated on the record.",
        "ENTRY: Plaintiffs' request for injunctive relief is DENIED.",
    ),
    "injunction/lifted_or_reversed/breaking": (
        "ORDER granting 61 Motion to Dissolve Preliminary Injunction.",
        "ORDER vacating preliminary injunction and remanding to the district court.",
    ),
    "injunction/ordered_or_happened/breaking": (
        (
            "ORDER granting 12 Motion for Temporary Restraining Order. Signed by Judge Ellen Hollander on "
            "2/21/2025. (krs)"
        ),
        "MEMORANDUM OPINION AND ORDER GRANTING PRELIMINARY INJUNCTION. Signed by Judge Sean Jordan on 12/3/2024.",
        "PRELIMINARY INJUNCTION ORDER. Defendants are enjoined from enforcing the rule. Signed by Judge Amir Ali.",
        "TEXT ORDER granting 8 Motion for Pro Hac Vice and granting 12 Motion for TRO",
        (
            "ORDER: Plaintiff's motion for a preliminary injunction (Dkt. 14) is GRANTED. Defendants are "
            "enjoined from enforcing Section 2."
        ),
        (
            "OPINION AND ORDER re: 15 MOTION for Preliminary Injunction. The motion is GRANTED. (Signed by Judge "
            "Analisa Torres on 5/2/2025)"
        ),
        "MEMORANDUM OPINION AND ORDER: the Court GRANTS the TRO. Defendants are ENJOINED.",
    ),
    "injunction/ordered_or_happened/notable": (
        "Order on Motion for Preliminary Injunction AND Order on Motion for Leave to File Excess Pages",
    ),
    "injunction/requested/notable": (
        (
            "EMERGENCY MOTION for Temporary Restraining Order by TikTok Inc. (Attachments: # 1 Text of Proposed "
            "Order, # 2 Exhibit)"
        ),
        (
            "Plaintiffs' Motion for Preliminary Injunction and Memorandum in Support by NetChoice. (Attachments: "
            "# 1 Declaration)"
        ),
        "First MOTION for Preliminary Injunction by Students Engaged in Advancing Texas.",
    ),
    "none/none/ignore": (
        "ORDER granting 7 Motion for Leave to Appear Pro Hac Vice.",
        "MOTION for Leave to Appear Pro Hac Vice Attorney Name: Jane Roe, Filing fee $100.",
        "NOTICE of Appearance by John Doe on behalf of Meta Platforms, Inc.",
        "ORDER TO SHOW CAUSE why the case should not be dismissed",
        "NOTICE of Appearance by Roman Martinez. (Entered: 05/02/2025)",
        "Minute Order granting leave to file excess pages.",
        "STANDING ORDER for civil cases before Judge Chutkan.",
        "NOTICE of Change of Address by counsel.",
    ),
    "ruling/denied/breaking": (
        "Petition DENIED.",
        "Petition for writ of certiorari DENIED.",
    ),
    "ruling/denied/notable": (
        "ORDER denying petition for rehearing en banc.",
        "ORDER denying 40 Motion for Summary Judgment.",
    ),
    "ruling/lifted_or_reversed/breaking": (
        "Judgment REVERSED and case REMANDED. Thomas, J., delivered the opinion of the Court.",
        "OPINION ISSUED. The district court's judgment is REVERSED and the case REMANDED.",
        "JUDGMENT: the order of the district court is vacated and remanded for further proceedings.",
        "OPINION filed: REVERSED and REMANDED; opinion by Judge Bybee.",
    ),
    "ruling/ordered_or_happened/breaking": (
        "OPINION filed: AFFIRMED. Decision by Judge Nelson.",
        "JUDGMENT in favor of plaintiffs against the United States. Signed by Judge Jane Restani.",
        "ORDER granting 33 Motion to Dismiss. Case dismissed without prejudice.",
        "JUDGMENT entered affirming the district court.",
        "FINAL JUDGMENT. It is ordered that the rule is set aside. Signed by Judge Ada Brown.",
    ),
    "ruling/ordered_or_happened/notable": (
        "Petition GRANTED.",
        "ORDER: petition for rehearing en banc granted.",
    ),
    "ruling/proposed/notable": ("REPORT AND RECOMMENDATION that the motion to dismiss be granted",),
    "stay/denied/breaking": (
        "ORDER denying 45 Motion to Stay Pending Appeal. Signed by Judge Rudolph Contreras on 3/4/2025. (lcrc1)",
        "Application (24A773) for stay presented to Justice Sotomayor and by her referred to the Court is denied.",
        "ORDER issued by Circuit Judges: The motion for a stay pending appeal is denied.",
        "ORDER by Judge Loren AliKhan DENYING 31 Motion to Stay Pending Appeal.",
    ),
    "stay/lifted_or_reversed/breaking": ("ORDER filed vacating the stay entered December 23, 2024.",),
    "stay/ordered_or_happened/breaking": (
        "PER CURIAM ORDER filed granting the emergency motion for stay pending appeal.",
        (
            "ORDER: The administrative stay is granted pending further order of this court. Before Judges "
            "Pillard, Rao and Katsas."
        ),
        (
            "Application (24A653) for stay presented to The Chief Justice and by him referred to the Court is "
            "granted. The district court's January 7, 2025 order is stayed pending the disposition of the appeal."
        ),
        "ORDER granting stay; nonetheless the injunction remains",
        "ORDER STAYING PRELIMINARY INJUNCTION PENDING APPEAL. Signed by Judge Alan Winsor.",
        "Order entered: the effective date of the rule is stayed pursuant to 5 U.S.C. 705 pending judicial review.",
        "ORDER issued: appellants' motion for stay pending appeal granted. Judge Wynn dissents.",
        (
            "Application (25A11) granted by the Court. The preliminary injunction is stayed pending disposition "
            "of the appeal."
        ),
        "CLERK ORDER administratively staying the district court's injunction pending further order.",
    ),
    "stay/ordered_or_happened/notable": (
        "ORDER staying case pending resolution of appeal. Case stayed.",
        "Order on Motion to Appear Pro Hac Vice and Order on Emergency Motion for Stay",
        "ORDER granting joint motion to stay proceedings pending Supreme Court review.",
        "CASE HELD IN ABEYANCE pending further order of the court.",
        "ORDER: Case stayed pending decision of the Supreme Court in No. 23-411.",
    ),
    "stay/requested/notable": (
        "MOTION for Stay Pending Appeal re 30 Order by United States Department of the Treasury.",
        "Motion for Stay Pending Appeal",
        "MOTION to Stay with [Proposed] Order Granting Stay attached",
        "Emergency motion for stay pending appeal filed by Appellants Scott Bessent and FinCEN.",
        "MOTION for stay pending appeal filed by Gina Raimondo.",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_a_docket_entry_says(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.DOCKET))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
