"""门与楼梯 duban: clock, settings, services, daemon, command line; the only room that needs several rooms at once."""
