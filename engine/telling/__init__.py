"""说明 telling: a verdict in fixed codes and arguments, and those in Chinese — why, why not, what would change it."""
