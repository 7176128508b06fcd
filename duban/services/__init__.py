"""服务 services: what the house does, one subject a module, one database transaction a call.

A service takes an open database, the settings and the day or moment as arguments; it asks no clock, prints nothing,
and answers with nouns, plain dictionaries or `Problem`s.  Only here does anybody commit.
"""
