"""A title that tells little and a first sentence that tells what happened."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "divestiture_deal/considered/notable": (
        "A surprise suitor\nAmazon is in talks to buy TikTok's U.S. operations, people familiar with the matter said.",
    ),
    "divestiture_deal/ordered_or_happened/breaking": (
        (
            "It's official: TikTok has new owners\n"
            "TikTok's Chinese parent ByteDance has closed its deal to hand control of the U.S. app to a joint "
            "venture led by Oracle, the companies said Thursday."
        ),
        "Paramount's new era\nSkydance Media completed its $8 billion merger with Paramount on Thursday.",
    ),
    "executive_action/announced_plan/notable": (
        (
            "Chips in the crosshairs\n"
            "President Donald Trump said on Wednesday he would impose a 100% tariff on imported semiconductors."
        ),
        "Beijing backs down\nChina said on Monday it would suspend, effective immediately, its export ban on gallium.",
        "Copper next on tariff list\nTrump said he will impose a 50% tariff on copper starting Aug. 1.",
    ),
    "executive_action/considered/notable": (
        (
            "Router giant faces scrutiny\n"
            "U.S. authorities are investigating TP-Link and could ban the sale of its routers next year, the "
            "Wall Street Journal reported."
        ),
        (
            "Uganda may unplug again\n"
            "Uganda's government is considering another internet shutdown ahead of January's vote, officials said."
        ),
    ),
    "executive_action/lifted_or_reversed/breaking": (
        (
            "Reversal in Kathmandu\n"
            "Nepal's government withdrew its ban on social media platforms early Tuesday after 19 people died in "
            "protests."
        ),
    ),
    "executive_action/ordered_or_happened/breaking": (
        (
            "Nepal pulls plug on social media\n"
            "The government on Thursday ordered internet providers to block Facebook, X and YouTube for failing "
            "to register."
        ),
        (
            "Pakistan goes after virtual private networks\n"
            "Pakistan's telecom regulator has banned unregistered VPNs, it said in a statement on Friday."
        ),
        (
            "Crackdown on crypto mixers widens\n"
            "The Treasury Department sanctioned a virtual currency mixer used by North Korean hackers."
        ),
    ),
    "extension/announced_plan/notable": (
        (
            "More time for chip exporters\n"
            "The Commerce Department will extend the comment-free transition period for its AI diffusion rule, a "
            "spokesperson said Monday."
        ),
        (
            "Europe's AI law slows down\n"
            "EU countries and lawmakers agreed on Thursday to delay rules for high-risk AI systems by more than "
            "a year."
        ),
    ),
    "extension/considered/notable": (
        (
            "Truce clock ticking\nU.S. officials said Tuesday the tariff pause could be extended if talks with "
            "Beijing make progress."
        ),
        (
            "Relief may be coming for small firms\n"
            "The Treasury Department is considering pushing back the ownership reporting deadline, two officials "
            "said."
        ),
    ),
    "extension/ordered_or_happened/breaking": (
        (
            "TikTok gets another lifeline\n"
            "President Trump on Thursday signed an executive order extending the deadline for ByteDance to "
            "divest the app until Sept. 17, 2025."
        ),
        (
            "Big Tech gets breathing room in Brussels\n"
            "The European Commission said on Friday it would delay parts of its AI Act by 16 months."
        ),
        (
            "A breather for importers\n"
            "The Trump administration on Tuesday postponed higher tariffs on furniture until Jan. 1, 2027."
        ),
    ),
    "filing/announced_plan/notable": (
        (
            "Anthropic not backing down\n"
            "The AI firm said it will challenge the Pentagon's supply-chain designation in court."
        ),
        (
            "Governor won't back down\n"
            "DeSantis said Florida will appeal a ruling that struck down the state's kids' social media law."
        ),
    ),
    "filing/requested/notable": (
        (
            "Drone maker takes on Pentagon\n"
            "DJI sued the Defense Department on Friday over its inclusion on a list of companies allegedly tied "
            "to Beijing's military."
        ),
        (
            "States fight back\nA coalition of 12 states filed a lawsuit on Wednesday challenging the "
            "president's tariffs."
        ),
        "Drugmakers fight price cuts\nMerck on Tuesday sued the U.S. government over Medicare drug price negotiation.",
    ),
    "hearing/announced_plan/notable": (
        (
            "Date set in watch case\n"
            "The Federal Circuit will hear oral arguments on July 7 in Apple's appeal of an import ban."
        ),
    ),
    "hearing/ordered_or_happened/notable": (
        (
            "Tough questions for government\n"
            "Several Supreme Court justices on Wednesday sounded skeptical about the legality of Trump's "
            "sweeping tariffs."
        ),
        (
            "Justices press both sides\n"
            "Supreme Court justices on Friday grilled lawyers for TikTok and the government over a looming ban."
        ),
    ),
    "injunction/denied/breaking": (
        (
            "Tech trade group loses early round in Georgia\n"
            "A judge on Tuesday declined to block a state law requiring parental consent for social media accounts."
        ),
    ),
    "injunction/ordered_or_happened/breaking": (
        (
            "New hurdle for Trump's election overhaul\n"
            "A federal judge in Massachusetts on Friday blocked parts of an executive order requiring proof of "
            "citizenship to vote."
        ),
        (
            "Setback for Texas in immigration fight\n"
            "A federal judge has halted a new law that would let state police arrest migrants."
        ),
    ),
    "injunction/requested/notable": (
        (
            "Publishers want quick relief\n"
            "A group of publishers asked a federal judge on Tuesday for a preliminary injunction barring "
            "enforcement of Arkansas's law."
        ),
    ),
    "legislation/denied/notable": (
        (
            "Stopgap sinks\nThe U.S. Senate on Tuesday rejected a Republican bill to keep the government open "
            "past midnight."
        ),
        "Back to the drawing board\nThe House on Thursday rejected a Trump-backed plan to fund the government.",
    ),
    "legislation/ordered_or_happened/breaking": (
        (
            "Down to the wire\nThe Senate early Saturday passed a bill to fund the government through March, "
            "sending it to President Biden's desk hours after a deadline."
        ),
        (
            "Lights on through September\n"
            "President Trump signed a six-month spending bill into law on Saturday, hours after a deadline."
        ),
    ),
    "legislation/proposed/notable": (
        (
            "TikTok bill sails through House\n"
            "The House voted 352-65 on Wednesday to force ByteDance to sell TikTok or face a U.S. ban."
        ),
        (
            "Teens and screens\nThe Texas House approved a bill that would bar minors from social media, sending "
            "it to the Senate."
        ),
    ),
    "none/none/ignore": (
        (
            "Creators are packing up\n"
            "Influencers in Los Angeles say they have moved their followers to Instagram and YouTube as the "
            "deadline nears."
        ),
        "The week ahead in Washington\nCongress returns, the Fed meets and the TikTok deadline looms.",
        "A love letter to TikTok\nFor millions of teenagers the app was more than a distraction.",
        "A town without TikTok\nIn a small Montana town, teenagers shrug at the fuss.",
        "What the shutdown cost\nEconomists estimate the closure shaved 0.2 percentage points from growth.",
    ),
    "restoration/ordered_or_happened/breaking": (
        (
            "Back from the dark\nTikTok said on Sunday it was restoring service to U.S. users after assurances "
            "from Trump."
        ),
        "Video app flickers back\nTikTok began restoring service to U.S. users on Sunday.",
    ),
    "ruling/denied/breaking": (
        (
            "No relief for Meta\nThe Supreme Court on Monday declined to hear Meta's appeal in a "
            "multibillion-dollar shareholder suit."
        ),
        "End of the road for Kim Davis\nThe Supreme Court on Monday rejected an appeal from the former county clerk.",
    ),
    "ruling/lifted_or_reversed/breaking": (
        (
            "Watch ban revived\nA federal appeals court on Tuesday reversed a lower court decision that had "
            "thrown out the ITC's exclusion order."
        ),
    ),
    "ruling/ordered_or_happened/breaking": (
        (
            "Supreme Court: Trump can strip legal status from 500,000 migrants\n"
            "The justices on Friday cleared the way for the administration to end humanitarian parole for "
            "Cubans, Haitians, Nicaraguans and Venezuelans while litigation continues."
        ),
        (
            "Court deals blow to Biden's asylum limits\n"
            "A federal judge in Washington on Wednesday barred the government from using its new rule at the "
            "southern border."
        ),
        (
            "A major defeat for the White House on trade\n"
            "The U.S. Court of International Trade ruled on Wednesday that the president overstepped his "
            "authority in imposing sweeping tariffs."
        ),
        (
            "Gig firms score big in California\n"
            "California's top court on Thursday upheld Proposition 22, letting Uber and Lyft treat drivers as "
            "independent contractors."
        ),
        (
            "Historic ruling on tariffs\n"
            "The U.S. Supreme Court struck down most of President Trump's sweeping tariffs on Friday in a 6-3 "
            "decision."
        ),
        "Google dodges breakup\nA federal judge ruled Tuesday that Google does not have to sell its Chrome browser.",
    ),
    "shutdown/announced_plan/notable": (
        (
            "Clock runs down for TikTok\n"
            "TikTok said late Friday it will be forced to go dark on Sunday unless the Biden administration "
            "gives assurances."
        ),
    ),
    "shutdown/ordered_or_happened/breaking": (
        (
            "Lights out at federal agencies\n"
            "The U.S. government shut down at 12:01 a.m. on Wednesday after lawmakers failed to pass a funding bill."
        ),
        (
            "Millions lose a video app\n"
            "TikTok stopped working for its 170 million users in the United States late Saturday."
        ),
    ),
    "stay/denied/breaking": (
        (
            "Amazon sellers must comply\n"
            "A federal appeals court on Thursday refused to put the disclosure law on hold while a challenge "
            "proceeds."
        ),
    ),
    "stay/ordered_or_happened/breaking": (
        (
            "Trump notches immigration win at Supreme Court\n"
            "The Supreme Court on Monday allowed immigration agents to resume sweeping patrols in Los Angeles, "
            "lifting a lower court's limits."
        ),
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_ledes_say(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.LEDE))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
