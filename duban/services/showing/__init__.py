"""给人看：what each screen of the console shows, as plain values.

Every function asks the viewer's powers first, looks only within his sight, and answers for the day he looks at.  It
reads and never writes; what people do goes through the services that the command line uses.
"""
