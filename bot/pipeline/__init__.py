"""Items in, a Plan out, pure: plan.py is the chain, every other file is one stage of it.

dedupe → match → classify (words in lexicon/) → cluster → decide; address says later who gets an event.
"""
