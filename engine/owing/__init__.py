"""应办 owing: who owes what and when — rules laid on bearers and windows, evidence shared out among them, and what
becomes of all that when a pack or an agency changes.
"""
