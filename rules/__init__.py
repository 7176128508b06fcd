"""规则语言 rules: text in, a `RulePack` and its `Problem`s out; the only room that knows YAML."""
