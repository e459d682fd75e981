"""The words of the product as frozen values; standard library only, no I/O, no clock.

ids · source · item · event · story · deadline · computed · subscription · channel · delivery · message · matter ·
plan · audit · errors
Everything else in the project speaks in these; whoever knows them can read any other folder.
"""
