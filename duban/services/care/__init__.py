"""守护：the house looks after itself — by day and night, its clock, its copies, its history, its health."""
