"""卷宗 casefile: all that people put on the file of a task besides moving it.

`claims` what of a report can be counted, `intake` files and links that come in, `exhibits` what evidence serves,
`feedback` what agencies wrote, `petitions` and `appeals` what they ask for, `remarks` what leaders note,
`possible` what someone may do now, `changes` what happened since he looked, `once` one effect however often sent,
`tidings` what the other side is to be told.
"""
