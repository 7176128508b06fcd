"""公文语法 grammar: how official Chinese says it; text -> meanings with spans; knows no file and no YAML."""
