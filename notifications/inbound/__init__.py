"""来信 inbound: the bytes of a mail that came in -> what it is: a bounce, a machine's answer, a person's reply.

Pure, and total: whatever arrives is read, however broken; nothing a stranger sends may stop the one who reads.
`parts` takes a mail apart, `bounces` reads what mail servers report, `reading` says what the whole of it is.
"""
