"""库房 store: rows and SELECTs; answers in nouns; never commits (services do).

A service opens `session.transaction(database, jurisdiction)` and hands the Session to the repository functions, one
module a noun.  The SQLModel classes in `tables` say what the rows look like; they are read and written through Core
(`statements`), never as ORM objects, because a sweep moves ten thousand of them at a time.  `columns` and `frozen`
turn what is stored (whole numbers for days, text for exact fractions, JSON for nested nouns) back into nouns.
"""
