"""What is weighed, asked, planned and refused, beside what happened, and what is only talk."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "divestiture_deal/announced_plan/notable": ("TikTok deal expected to close in January",),
    "divestiture_deal/considered/notable": ("Amazon among bidders for TikTok",),
    "divestiture_deal/ordered_or_happened/breaking": (
        "Biden says he has approved deal for steel company",
        "ByteDance completes sale of TikTok US to Oracle consortium",
        "TikTok US joint venture deal closes",
    ),
    "divestiture_deal/proposed/notable": ("MrBeast group offers to buy TikTok",),
    "executive_action/announced_plan/notable": (
        "SEC expected to vote on climate rule in March",
        "Greece to ban social media for under-15s",
        "Trump: tariffs on Mexico will go ahead Tuesday",
        "EU to impose retaliatory tariffs on US goods",
        "Trump to hit movie imports with 100% tariff",
        "Malaysia will ban social media for under-16s next year",
    ),
    "executive_action/considered/notable": (
        "FTC may rewrite noncompete rule",
        "White House reviewing Huawei license policy",
        "Germany debates banning TikTok for minors",
        "Norway mulls age limit for social media",
        "Trump hints at tariff relief for farmers",
    ),
    "executive_action/lifted_or_reversed/breaking": (
        "Biden signs order ending tariff exemption for solar panels",
        "Trump exempts smartphones from tariffs",
        "Trump removes tariffs on bananas and coffee",
        "FCC scraps Biden-era broadband rules",
    ),
    "executive_action/ordered_or_happened/breaking": (
        "US adds Chinese chipmaker to trade blacklist",
        "Commerce Department bans Kaspersky software",
        "Trump raises tariffs on Canada to 35%",
        "Iraq blocks Telegram over security concerns",
        "Jordan suspends TikTok after protests",
        "Trump orders 25% tariffs on imported cars",
        "Indonesia bans iPhone 16 sales",
        "FDA tightens rules on abortion pill",
        "Biden bars Chinese car software from US roads",
    ),
    "executive_action/requested/notable": ("Automakers ask Trump to lift tariffs",),
    "extension/announced_plan/notable": (
        "Education Dept. to extend loan repayment pause until summer",
        "Trump says he'll give TikTok more time",
        "Treasury to postpone crypto reporting rule",
    ),
    "extension/considered/notable": (
        "EPA weighing two-year delay of emissions rule",
        "Trump leaves door open to extending tariff pause",
        "Officials weighing whether to prolong eviction freeze",
    ),
    "extension/denied/breaking": ("Commerce Department rejects request to extend Huawei license",),
    "extension/ordered_or_happened/breaking": (
        "Trump extends tariff deadline to August 1",
        "Education Department extends student loan pause through May 1",
        "DHS postpones Real ID deadline to 2025",
        "EU puts countermeasures against US tariffs on hold for six months",
        "Trump grants Mexico 90-day extension on tariff deal",
        "White House delays steel tariffs on EU until July",
        "CFPB gives lenders another year to comply with data rule",
        "Trump punts TikTok deadline again",
        "Student loan freeze extended through summer",
    ),
    "extension/requested/notable": (
        "Small business lobby pleads for delay in ownership rule",
        "Banks beg regulators for more time on capital rule",
    ),
    "filing/announced_plan/notable": ("FTC chair says agency will appeal noncompete loss",),
    "filing/requested/notable": (
        "Broadcaster challenges Utah ban in court, citing First Amendment",
        "ACLU files suit challenging Trump deportation order",
        "Epic hauls Samsung into court over app blocker",
        "States challenge Trump's birthright order",
    ),
    "hearing/announced_plan/notable": (
        "Oral arguments in TikTok case set for September 16",
        "Fifth Circuit schedules arguments in corporate transparency case",
        "Supreme Court to weigh Trump's tariffs on Nov. 5",
    ),
    "hearing/ordered_or_happened/notable": (
        "Court appears dubious of loan plan",
        "Judges question TikTok ban during arguments",
        "Lawyers for TikTok face tough questions at D.C. Circuit",
    ),
    "injunction/denied/breaking": (
        "Judge rejects bid to stop Trump's ballroom",
        "Judge declines to pause Montana's TikTok law",
    ),
    "injunction/ordered_or_happened/breaking": (
        "Illinois judge bars enforcement of book ban",
        "Judge freezes Trump's asylum ban",
        "Federal judge in Texas blocks overtime rule nationwide",
        "Court bars Trump from deploying Guard to Portland",
        "Judge hands NetChoice a win, halting Ohio social media law",
        "Second judge blocks Biden's overtime expansion",
    ),
    "injunction/requested/notable": (
        "Harvard asks judge to block Trump's student visa ban",
        "Retail groups want court to stop swipe-fee rule",
    ),
    "legislation/announced_plan/notable": (
        "Johnson says House will vote on stopgap Tuesday",
        "House plans vote on kids online safety bill",
    ),
    "legislation/considered/notable": ("Schumer says Senate could vote on shutdown deal this weekend",),
    "legislation/denied/notable": (
        "House rejects Senate funding bill",
        "Bill to ban TikTok dies in Montana Senate",
        "Stopgap bill fails in Senate",
    ),
    "legislation/ordered_or_happened/breaking": (
        "Trump signs bill to end government shutdown",
        "Congress passes bill raising debt limit",
        "Biden signs TikTok divest-or-ban bill",
        "Senate approves spending deal, sending it to Trump's desk",
    ),
    "legislation/proposed/notable": (
        "Bipartisan senators introduce bill to repeal TikTok ban",
        "House Democrats unveil stopgap funding plan",
        "Lawmakers propose one-year delay of AI law",
        "House approves debt ceiling hike, sending bill to Senate",
    ),
    "none/none/ignore": (
        "A chip ban could hurt small suppliers most",
        "Downloads surge in Utah as app ban takes effect",
        "Trump's tariffs: where things stand after the court ruling",
        "Farmers welcome pause in tariffs",
        "TikTok ban: How the app became a political football",
        "Inside the fight to save TikTok",
        "Biden defends student debt plan in speech",
        "Shutdown threatens food aid for millions",
        "Air traffic delays mount as shutdown drags on",
        "Supreme Court poised for blockbuster term",
        "Huawei unveils new phone despite US sanctions",
        "Huawei profit falls amid US ban",
        "X CEO steps down",
        "Meta shares jump after TikTok ruling",
        "TikTok ban could cost creators $1.3 billion, study finds",
        "What Australia's social media ban means for parents",
        "Trump and Xi discuss TikTok on phone call, sources say",
        "DACA turns 10: a look back",
        "China calls TikTok ban bill an act of bullying",
        "Oracle stock surges on TikTok deal hopes",
        "Supreme Court hands Trump a win: five takeaways",
        "The debt ceiling, explained in 500 words",
        "Gas prices rise again",
        "Ban on plastic straws lifted in Scottish parliament cafe? Not quite",
        "The tariff ruling, in charts",
        "TikTok star reacts to ban",
        "Beijing condemns new US chip rules",
        "Why TikTok's clock keeps getting reset",
        "Tariffs push up price of coffee",
        "How one mother fought eviction",
        "Trump jokes about TikTok at rally",
        "DOJ memo on TikTok law released",
        "Week 5 of the shutdown: no end in sight",
    ),
    "restoration/ordered_or_happened/breaking": (
        "Iraq lifts ban on Telegram",
        "Instagram access restored in Turkey",
        "WhatsApp back online in Brazil after ban overturned",
        "Shutdown ends as Trump signs funding bill",
    ),
    "ruling/announced_plan/notable": ("Court expected to rule on tariffs within weeks",),
    "ruling/denied/breaking": ("Justices decline to take up TikTok creators' appeal",),
    "ruling/ordered_or_happened/breaking": (
        "Supreme Court sides with Trump on tariffs",
        "D.C. Circuit upholds TikTok divestiture law",
        "Federal court nullifies Trump's emergency tariffs",
        "Montana TikTok ban ruled unconstitutional",
        "Supreme Court guts net neutrality powers of FCC",
        "Divided appeals court finds DACA policy illegal",
        "Court: CDC lacked authority to halt evictions",
    ),
    "shutdown/considered/notable": ("Meta threatens to pull Facebook from Nigeria",),
    "shutdown/ordered_or_happened/breaking": (
        "Federal government shuts down for first time in six years",
        "Telegram goes offline in Russia",
        "Government shuts down as Congress misses deadline",
        "Google removes TikTok from Play Store",
    ),
    "stay/denied/breaking": (
        "Supreme Court turns down Epic's plea to lift stay in Apple case",
        "High court spurns Apple's plea to put App Store ruling on hold",
    ),
    "stay/ordered_or_happened/breaking": (
        "Supreme Court halts order requiring Trump to fund foreign aid",
        "Appeals court freezes judge's ruling on National Guard in Oregon",
    ),
    "stay/requested/notable": ("White House turns to Supreme Court in bid to revive tariffs",),
    "filing/considered/notable": (
        "Union is weighing suit over overtime rule",
        "Education Department considers appeal of loan ruling",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_hears_the_odds_move(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.HEADLINE))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
