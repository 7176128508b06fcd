"""候办 jobs: work too long for one answer — begun on a thread, told of in the database, seen from every process.

`kinds` is the closed list of such work and how its outcome is kept; `doing` begins it, watches over it and tells of it;
`forgetting` says how long its outcome is kept.
"""
