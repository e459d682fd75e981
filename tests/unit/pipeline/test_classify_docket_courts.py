"""Entries as appellate, district and Supreme Court dockets print them."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "extension/ordered_or_happened/breaking": (
        "IT IS ORDERED that the stay issued on May 2, 2025 is hereby extended until May 9, 2025.",
        "ORDER extending Temporary Restraining Order through June 20, 2025.",
        "ORDER EXTENDING TEMPORARY RESTRAINING ORDER for an additional 14 days.",
        "ORDER extending TRO until June 24, 2025.",
    ),
    "extension/ordered_or_happened/ignore": (
        "ORDER granting Stipulation to Extend Briefing Schedule.",
        "ORDER granting 44 Unopposed Motion for Extension of Time to File Reply. Replies due by 4/4/2025.",
        "Application (25A12) granted by Justice Alito extending the time to file until August 30, 2025.",
        "TEXT ORDER granting 19 Consent Motion to Extend Deadline to Respond to Complaint to 6/30/2025.",
        "ENDORSED ORDER granting 10 Motion for Extension of Time to file answer.",
        "ORDER granting appellant's motion to extend time to file opening brief. Brief due 08/11/2025.",
    ),
    "extension/requested/ignore": (
        (
            "Application (25A12) to extend the time to file a petition for a writ of certiorari from July 1, "
            "2025 to August 30, 2025, submitted to Justice Alito."
        ),
        "Motion of petitioner to extend the time to file the brief on the merits submitted.",
        "Motion to Extend Deadline to File Chapter 11 Plan filed by Debtor",
        "MOTION filed by Appellee United States for extension of time to file brief",
    ),
    "filing/none/ignore": (
        "NOTICE of Compliance with Temporary Restraining Order by Agency",
        "Brief of appellee filed.",
        "RESPONSE to motion for stay pending appeal filed by Appellees.",
        "NOTICE of Supplemental Authority by Plaintiffs",
        "REPLY in support of application for stay filed by applicants.",
        "MEMORANDUM in Support re 12 MOTION for Preliminary Injunction.",
        "Motion for leave to file amicus brief filed by Cato Institute.",
        "Reply of applicants in support of application filed.",
        "OPPOSITION to motion for stay filed by Respondents",
        "NOTICE of Non-Opposition to 14 Motion",
    ),
    "filing/requested/notable": (
        "NOTICE OF APPEAL to the 9th Circuit as to 104 Order by Department of Defense",
        "NOTICE OF APPEAL by State of Texas",
        "NOTICE OF APPEAL as to 55 Order by United States of America.",
        "COMPLAINT against Department of Commerce filed by SZ DJI Technology Co.",
        "PETITION for review of an order of the Federal Communications Commission filed.",
        "NOTICE OF APPEAL to Federal Circuit by United States. Filing fee waived.",
        "NOTICE OF APPEAL by Meta Platforms, Inc. from Judgment 99",
        "PETITION for Review filed by Ryan LLC",
    ),
    "hearing/announced_plan/notable": (
        "CLERK'S NOTICE setting Motion Hearing for 3/24/2026 1:30 PM.",
        "NOTICE of hearing on motion for preliminary injunction: May 12, 2025.",
        "NOTICE of Hearing: Preliminary Injunction Hearing set for 6/17/2025 at 10:00 AM.",
        "Set Hearings: Motion Hearing set for 7/1/2025 at 2:00 PM in Courtroom 9.",
        "CASE CALENDARED for oral argument 09/09/2025",
        "SET FOR ARGUMENT ON Wednesday, November 5, 2025.",
    ),
    "hearing/ordered_or_happened/notable": (
        "Minute Entry for proceedings held before Judge Boasberg: Oral Argument held on 4/3/2025.",
        (
            "Minute Entry: Motion Hearing held on 6/2/2025 re 10 Motion for Preliminary Injunction. Matter taken "
            "under advisement."
        ),
        "ARGUED and submitted before Judges Lee, Koh and Bress",
        "MINUTE ENTRY for TRO hearing held via Zoom on 4/1/2025.",
    ),
    "injunction/denied/breaking": (
        "ORDER by Judge Lin denying 6 Ex Parte Application for TRO.",
        "MEMORANDUM ORDER denying preliminary injunction.",
        "ORDER denying 8 Motion for TRO. Signed by Judge Smith on 3/2/2025.",
        "ORDER: Plaintiff's Emergency Motion for Temporary Restraining Order is DENIED without prejudice.",
        "OPINION & ORDER re: 15 MOTION for Preliminary Injunction. The motion is DENIED.",
        "The application for an injunction pending appeal is denied. Justice Thomas would grant the application.",
    ),
    "injunction/lifted_or_reversed/breaking": (
        "ORDER granting motion to dissolve preliminary injunction.",
        "ORDER VACATING PRELIMINARY INJUNCTION. Signed by Judge Pitman on 2/3/2025.",
        "ORDER DISSOLVING TEMPORARY RESTRAINING ORDER",
    ),
    "injunction/ordered_or_happened/breaking": (
        "ORDER granting Motion for TRO; hearing on preliminary injunction set for 3/24/2026.",
        "PRELIMINARY INJUNCTION ORDER. Signed by Judge Rita F. Lin.",
        "ORDER: Defendants' emergency motion to stay the preliminary injunction pending appeal is GRANTED.",
        "ORDER granting 7 Emergency Motion for TRO. Defendants are restrained for 14 days.",
        (
            "OPINION AND ORDER: Plaintiffs' 12 Motion for Preliminary Injunction is GRANTED. Defendants are "
            "enjoined from enforcing the Final Rule."
        ),
        "ORDER: injunction pending appeal is GRANTED.",
        (
            "TEMPORARY RESTRAINING ORDER. Defendants are hereby restrained from implementing the Proclamation. "
            "Signed by Judge Lin."
        ),
        "ORDER by Judge Lin granting in part 22 Motion for Preliminary Injunction.",
        "MEMORANDUM AND ORDER: Plaintiffs' motion for a preliminary injunction is ALLOWED.",
        "ORDER granting plaintiffs' motion for preliminary injunction and denying defendants' motion to dismiss.",
        "STIPULATED PERMANENT INJUNCTION entered. Signed by Judge Chen.",
    ),
    "injunction/ordered_or_happened/notable": (
        "Order on Motion for Preliminary Injunction",
        "ORDER on Motion for TRO",
    ),
    "injunction/requested/notable": (
        (
            "EMERGENCY MOTION [Dkt 14] to stay the district court's preliminary injunction pending appeal filed "
            "by Appellants"
        ),
        "MOTION for Temporary Restraining Order by State of Minnesota. (Attachments: # 1 Memorandum)",
        "EMERGENCY MOTION for Temporary Restraining Order and Preliminary Injunction filed by State of California.",
        "Ex parte APPLICATION for Temporary Restraining Order filed by Plaintiff NetChoice",
    ),
    "none/none/ignore": (
        "~Util - Set Motion and R&R Deadlines/Hearings",
        "NOTICE of Attorney Appearance",
        "Pro Hac Vice motion granted",
        "NOTICE of Appearance by John Smith on behalf of Google LLC",
        "MOTION for Leave to Appear Pro Hac Vice by Jane Roe. Filing fee $100.",
        "CERTIFICATE OF SERVICE by Ford Motor Company",
        "Case reassigned to Judge Amit Mehta.",
        "NOTICE of Change of Address by Attorney Lee",
        "FILING FEE received: $605",
        "Order for admission pro hac vice granted",
        "SUMMONS issued as to Federal Trade Commission",
    ),
    "ruling/denied/breaking": (
        "Petition DENIED.",
        "Petition for writ of certiorari DENIED.",
        "Petition for a writ of certiorari is denied. The order list.",
    ),
    "ruling/denied/notable": (
        "The motion for summary disposition is denied.",
        "ORDER: petition for rehearing en banc is denied.",
        "ORDER denying 44 Motion to Dismiss.",
        "ORDER DENYING REHEARING EN BANC",
        "PETITION for mandamus DENIED.",
    ),
    "ruling/lifted_or_reversed/breaking": (
        "OPINION filed: the judgment of the district court is REVERSED and the case is REMANDED.",
        "REVERSED AND REMANDED. Opinion by Judge Rao.",
        "PUBLISHED OPINION: Vacated and remanded.",
    ),
    "ruling/ordered_or_happened/breaking": (
        (
            "The Court GRANTS Plaintiffs' Motion for Summary Judgment and DENIES Defendants' Motion for "
            "Summary Judgment."
        ),
        "ORDER granting 50 Motion to Dismiss with prejudice. Judgment entered.",
        "Affirmed. Opinion by Judge Wilkinson.",
        "JUDGMENT: The judgment of the district court is AFFIRMED.",
        "MEMORANDUM OPINION AND ORDER granting 40 Motion for Summary Judgment; the Rule is set aside nationwide.",
        "ORDER granting 21 Motion to Dismiss. Case dismissed without prejudice.",
        "MANDATE of USCA: affirmed.",
        "FINAL JUDGMENT in favor of plaintiffs. The Rule is VACATED.",
        "JUDGMENT AFFIRMED.",
        "ORDER granting Motion to Dismiss for lack of standing.",
        "OPINION filed. AFFIRMED. Judges Pillard, Katsas and Walker.",
        "JUDGMENT entered vacating the final rule and remanding to agency.",
        "Order of dismissal. Case closed.",
        "MEMORANDUM OPINION: defendants' motion for summary judgment is GRANTED.",
    ),
    "ruling/ordered_or_happened/notable": (
        "Petition for writ of certiorari GRANTED. The case is set for oral argument.",
        "Certiorari GRANTED limited to question 1.",
    ),
    "stay/denied/breaking": (
        "ORDER: Motion for stay pending appeal filed by Appellants Roe, et al. is DENIED. [99-2]",
        "Order denying appellants' motion for stay pending appeal.",
        "The emergency motion for an administrative stay is denied.",
        "Application (24A884) for stay denied by the Court.",
        "ORDER: The emergency motion for a stay pending appeal is DENIED.",
        (
            "ORDERED that the motion for stay pending appeal be denied. Appellants have not satisfied the "
            "stringent requirements."
        ),
        "Application for stay presented to Justice Sotomayor and by her referred to the Court is denied.",
        "ORDER FILED by panel denying emergency motion to stay the rule pending review",
        "Per Curiam Order denying motion for administrative stay [2099123-3]",
        "The application for stay is denied.",
    ),
    "stay/denied/ignore": ("ORDER DENYING motion for relief from the automatic stay.",),
    "stay/lifted_or_reversed/breaking": (
        "ORDER: The administrative stay entered on May 1, 2025 is DISSOLVED.",
        "Order entered by the Court: the stay entered by Justice Kagan is hereby vacated.",
    ),
    "stay/lifted_or_reversed/ignore": ("ORDER granting motion for relief from automatic stay as to 2019 Ford F-150.",),
    "stay/ordered_or_happened/breaking": (
        (
            "IT IS ORDERED that the order of the Northern District, case No. 1:25-cv-9, is hereby "
            "administratively stayed."
        ),
        "ORDER granting 12 motion for stay of the Act",
        "ORDER filed. Appellants' motion for a stay pending appeal is granted.",
        "Per Curiam ORDER filed [2101234] granting motion for stay pending appeal [2099876-2]",
        (
            "ADMINISTRATIVE STAY entered. The district court's May 28 order is temporarily stayed pending "
            "further order of this court."
        ),
        (
            "Application (25A11) referred to the Court is granted. The order of the United States District Court "
            "is stayed pending the disposition of the appeal."
        ),
        (
            "Upon consideration of the emergency motion for stay, it is ORDERED that the district court's "
            "injunction be stayed pending further order."
        ),
        "ORDERED that the motion for stay pending appeal be granted.",
        (
            "IT IS HEREBY ORDERED that the Order of the district court is administratively stayed until 5 p.m. "
            "on May 9, 2025."
        ),
        (
            "ORDER FILED. The motion for a stay pending appeal is GRANTED. The district court's preliminary "
            "injunction is STAYED. [24-5101]"
        ),
        "UNPUBLISHED ORDER FILED granting motion for stay of agency order",
        "CLERK ORDER granting temporary administrative stay. Response due 4/2/2025.",
        (
            "Order issued by Justice Alito: upon further consideration, the order of the court of appeals is "
            "stayed pending receipt of a response."
        ),
    ),
    "stay/ordered_or_happened/notable": (
        "ORDER staying discovery pending resolution of motion to dismiss",
        "ORDER granting motion to stay briefing schedule",
        "ORDER granting joint motion to hold case in abeyance. Status reports due every 60 days.",
        "ORDER granting 31 Motion to Stay.",
        "Order on Motion to Stay",
        "ORDER STAYING CASE. All deadlines are vacated. Parties shall file a joint status report by 9/1/2025.",
        "MINUTE ORDER: this action is stayed pending resolution of the appeal.",
        "ORDER GRANTING MOTION TO STAY CASE PENDING INTER PARTES REVIEW",
        "Order HOLDING this appeal in abeyance pending the Supreme Court's decision.",
    ),
    "stay/requested/ignore": (
        "MOTION for Relief from Stay filed by Wells Fargo Bank, N.A.",
        "Joint MOTION to Stay Case pending settlement",
        "Unopposed MOTION to Stay Proceedings in light of lapse of appropriations by United States.",
        "STIPULATION and [Proposed] Order to stay proceedings",
    ),
    "stay/requested/notable": (
        "MOTION filed by Appellant to stay the underlying order pending appeal and to expedite the case.",
        "Emergency MOTION for Stay Pending Appeal regarding 31 Order granting Motion for Preliminary Injunction",
        "MOTION to Stay re 14 Order Granting Preliminary Injunction by Secretary of Labor",
        "Application (24A1203) for a stay pending disposition of the petition, submitted to The Chief Justice.",
        "MOTION filed by Petitioners for stay pending review of FCC order",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_docket_courts_say(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.DOCKET))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
