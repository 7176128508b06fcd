"""列式核 kernels: a million obligations judged from their facts at once, in columns of integers.

The second of the two ways to be fast.  A sweep keeps tallies and reads no fact; a replay — an audit, a simulation, a
changed rule — reads them all, and does it here.  Nothing is decided anew: which facts serve is asked of the plain
measures when the columns are laid out, and standings come from the same table as a sweep's.  What is added is only how
to add up, and a test proves on many random cases that it adds up to what `engine.judging.judge` says.

    nouns --reading, layout--> sheets --measures, proof, people--> tallies --standing_columns--> standings, next looks
    columns ------turning-----^

`has_kernel` says which rules are judged so; whatever else is on a ledger is judged plainly.
"""

from engine.kernels.ledger import Ledger, Weighed, lay_out, replay, weigh
from engine.kernels.reading import has_kernel

__all__ = ["Ledger", "Weighed", "has_kernel", "lay_out", "replay", "weigh"]
