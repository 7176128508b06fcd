"""命令行 cli: words in, services called, answers out; it decides nothing and imports what is heavy only when used."""
