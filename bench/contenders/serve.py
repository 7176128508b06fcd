"""`python -m bench.contenders.serve MODULE FILE`: one contender in a process of its own, asked line by line.

It loads once and tells what its answers come to; then every line on its input is one timed run.
"""

import gc
import json
import resource
import sys
import time
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import numpy as np

from bench.contenders.work import Duties, Facts


def main() -> None:
    """Load, and serve to the end of the input."""
    module, file = sys.argv[1:]
    with np.load(Path(file)) as kept:
        duties = Duties(*(kept[f"duties.{one.name}"] for one in fields(Duties)))
        facts = Facts(*(kept[f"facts.{one.name}"] for one in fields(Facts)))
    contender = import_module(f"bench.contenders.{module}").Contender()
    contender.load(duties, facts)
    many = len(duties.kind)
    del duties, facts
    gc.collect()
    gc.freeze()
    print(json.dumps({"digest": contender.digest(contender.run()), "units": many}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        contender.run()
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"seconds": seconds, "units": many, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
