"""Reprieve watches legal deadlines and tells your channels the moment one moves.

The core (domain text render deadlines pipeline) decides; the edges (sources store delivery web loops) act;
ports.py names the seams between them, app.py joins them, cli/ starts them. ARCHITECTURE.md is the tour.
"""
