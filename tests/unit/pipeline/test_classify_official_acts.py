"""Titles and first sentences of official documents."""

from __future__ import annotations

import pytest

from bot.pipeline.classify import Text, TextKind, classify

SAID = {
    "executive_action/lifted_or_reversed/breaking": (
        "Rescission of Framework for Artificial Intelligence Diffusion\nBIS is rescinding the rule.",
    ),
    "executive_action/ordered_or_happened/breaking": (
        "Addressing the Threat Posed by HarborChat",
        (
            "Imposing Duties To Address the Flow of Illicit Drugs\n"
            "By the authority vested in me as President, it is hereby ordered:"
        ),
        (
            "Restoring Freedom of Speech and Ending Federal Censorship\n"
            "By the authority vested in me as President by the Constitution, I hereby order:"
        ),
        (
            "Securing the Information and Communications Technology Supply Chain: Connected Vehicles\n"
            "Final rule. This rule prohibits transactions involving vehicle connectivity systems."
        ),
    ),
    "executive_action/proposed/notable": (
        "Non-Compete Clause Rule\nThe Commission proposes to issue a rule. Notice of proposed rulemaking.",
    ),
    "extension/ordered_or_happened/breaking": (
        (
            "Further Extending the TikTok Enforcement Delay\n"
            "By the authority vested in me as President, it is hereby ordered: the enforcement delay is further "
            "extended until December 16, 2025."
        ),
        (
            "Further Modifying Reciprocal Tariff Rates to Reflect Ongoing Discussions\n"
            "The suspension of the additional duties shall continue until 12:01 a.m. eastern time on November "
            "10, 2025."
        ),
        (
            "Beneficial Ownership Information Reporting: Extension of Filing Deadlines\n"
            "FinCEN is extending the deadline until March 21, 2025."
        ),
        (
            "Energy Conservation Standards; Delay of Effective Date\n"
            "The Department delays the effective date of the final rule until June 30, 2025."
        ),
    ),
    "extension/ordered_or_happened/ignore": (
        (
            "Protecting Against National Security Threats; Extension of Comment Period\n"
            "The Commission extends the comment period to July 7, 2025."
        ),
    ),
    "extension/proposed/notable": (
        (
            "Negative Option Rule; Proposed Delay of Compliance Date\n"
            "The Commission proposes to delay the compliance date."
        ),
    ),
    "legislation/ordered_or_happened/breaking": ("Bills Signed: H.R. 815, S. 1234",),
    "none/none/ignore": (
        "Open Internet Rules; Correction",
        "Remarks by President Biden on the Debt Ceiling",
        "Agency Information Collection Activities; Comment Request",
    ),
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in SAID.items() for text in texts])
def test_classify_says_what_official_acts_say(said: str, text: str) -> None:
    verdict = classify(Text(text, "en", TextKind.OFFICIAL))
    assert f"{verdict.event}/{verdict.stage}/{verdict.alert}" == said
