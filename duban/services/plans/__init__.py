"""方案与规则：from a file that came in to a pack in force — read, drafted, asked about, checked, tried, published."""
