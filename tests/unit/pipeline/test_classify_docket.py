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
    ),
    "extension/requested/ignore": (
        "MOTION for Extension of Time to File Response/Reply as to 14 Motion to Dismiss by Apple Inc.",
    ),
    "filing/none/ignore": (
        "RESPONSE in Opposition re 9 MOTION for Preliminary Injunction filed by Xavier Becerra.",
        "REPLY to opposition to motion re 12 MOTION for Temporary Restraining Order.",
        "BRIEF of amicus curiae Electronic Frontier Foundation in support of petitioners filed.",
    ),
    "filing/requested/notable": (
        "NOTICE OF APPEAL to the Ninth Circuit by Epic Games, Inc. Filing fee $605.",
        "COMPLAINT against Federal Trade Commission filed by Ryan LLC. (Filing fee $405)",
    ),
    "injunction/denied/breaking": (
        (
            "ORDER DENYING PLAINTIFFS' MOTION FOR PRELIMINARY INJUNCTION by Judge Yvonne Gonzalez Rogers; "
            "denying 23 Motion for Preliminary Injunction."
        ),
        "MINUTE ORDER: For the reasons stated on the record, the motion for a temporary restraining order is DENIED.",
    ),
    "injunction/lifted_or_reversed/breaking": (
        "ORDER granting 61 Motion to Dissolve Preliminary Injunction.",
        "ORDER vacating preliminary injunction and remanding to the district court.",
    ),
    "injunction/ordered_or_happened/breaking": (
        "ORDER granting 12 Motion for Temporary Restraining Order. Signed by Judge Ellen Hollander on 2/21/2025. (krs)",
        "MEMORANDUM OPINION AND ORDER GRANTING PRELIMINARY INJUNCTION. Signed by Judge Sean Jordan on 12/3/2024.",
        "PRELIMINARY INJUNCTION ORDER. Defendants are enjoined from enforcing the rule. Signed by Judge Amir Ali.",
    ),
    "injunction/requested/notable": (
        (
            "EMERGENCY MOTION for Temporary Restraining Order by TikTok Inc. (Attachments: # 1 Text of Proposed "
            "Order, # 2 Exhibit)"
        ),
    ),
    "none/none/ignore": (
        "ORDER granting 7 Motion for Leave to Appear Pro Hac Vice.",
        "MOTION for Leave to Appear Pro Hac Vice Attorney Name: Jane Roe, Filing fee $100.",
        "NOTICE of Appearance by John Doe on behalf of Meta Platforms, Inc.",
    ),
    "ruling/denied/breaking": ("Petition DENIED.",),
    "ruling/lifted_or_reversed/breaking": (
        "Judgment REVERSED and case REMANDED. Thomas, J., delivered the opinion of the Court.",
    ),
    "ruling/ordered_or_happened/breaking": (
        "OPINION filed: AFFIRMED. Decision by Judge Nelson.",
        "JUDGMENT in favor of plaintiffs against the United States. Signed by Judge Jane Restani.",
        "ORDER granting 33 Motion to Dismiss. Case dismissed without prejudice.",
    ),
    "ruling/ordered_or_happened/notable": ("Petition GRANTED.",),
    "stay/denied/breaking": (
        "ORDER denying 45 Motion to Stay Pending Appeal. Signed by Judge Rudolph Contreras on 3/4/2025. (lcrc1)",
        "Application (24A773) for stay presented to Justice Sotomayor and by her referred to the Court is denied.",
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
    ),
    "stay/ordered_or_happened/notable": (
        "ORDER staying case pending resolution of appeal. Case stayed.",
        "Order on Motion to Appear Pro Hac Vice and Order on Emergency Motion for Stay",
    ),
    "stay/requested/notable": (
        "MOTION for Stay Pending Appeal re 30 Order by United States Department of the Treasury.",
        "Motion for Stay Pending Appeal",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_a_docket_entry_says(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.DOCKET))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
