"""What the verbs classify and eval share.

given_texts: texts as people give them · explanation: each clause and the rule it met · eval_tables: figures as tables
"""
