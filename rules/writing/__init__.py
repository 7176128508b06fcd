"""写出 writing: a pack back into words — YAML that loads back equal, the difference of two packs, a rule in Chinese."""
