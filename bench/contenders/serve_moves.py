"""`python -m bench.contenders.serve_moves MODULE FOLDER`: one contender in moving tasks, asked line by line.

It keeps its database in the folder; every line on its input is one timed run, made ready untimed.
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

MANY = 400
STEPS = ("start", "report", "verify", "inspect")


def main() -> None:
    """Open, and serve to the end of the input."""
    module, folder = sys.argv[1:]
    contender = import_module(f"bench.contenders.{module}").Contender(Path(folder), MANY // len(STEPS), STEPS)
    print(json.dumps({"digest": contender.digest(), "units": MANY}), flush=True)
    for _ in sys.stdin:
        contender.ready()
        begun = time.perf_counter()
        contender.run()
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"seconds": seconds, "units": MANY, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
