"""演示 demo: the main job end to end on a plan, with invented people who behave as offices do."""
