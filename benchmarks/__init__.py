"""How fast, how big: `python -m benchmarks` prints one table. Not a test: nothing here can fail.

Each figure stands beside a floor that was measured in the same run on the same machine: read the
same JSON lines and insert them into one SQLite table. Ratios travel between machines, seconds
do not.
"""
