"""公文：what papers say and look like — their facts, words, numbers, fonts and pages."""
