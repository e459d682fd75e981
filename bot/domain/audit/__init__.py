"""Whether deliveries do what was promised, judged from what the store says of itself.

facts: what is read in one go · checks: what is wrong in it, each with its reason
"""
