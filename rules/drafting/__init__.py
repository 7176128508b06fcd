"""起草 drafting: from the duties of a document to a pack whose questions wait for a person, and from the answers to
rules that are active.
"""
