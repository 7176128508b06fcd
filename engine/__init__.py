"""内核 engine: (rules, facts, day) -> verdicts; no clock, no file, no network, no third party but numpy."""
