"""Papers of the government, as its own services list them.

federal_register (documents and public inspection) · congress (a bill's actions) · govinfo (package feeds)
json_answer (what their JSON has in common)
"""
