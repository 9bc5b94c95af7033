"""The database itself: its engine, its threads, its upgrades, its copies, its faults."""
