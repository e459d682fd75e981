"""What a row of a CM/ECF feed says; pure, and never raising (I3).

filing (one row: docket, case, document, identity) · court_time (the instant that a court's zone name means)
"""
