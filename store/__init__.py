"""库房 store: rows and SELECTs; answers in nouns; never commits (services do)."""
