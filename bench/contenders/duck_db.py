"""DuckDB：one query over two tables in its own memory."""

from typing import Any

import duckdb
import numpy as np
import pyarrow

from bench.contenders.work import AS_OF, BASIS, BOTTOM, EACH, NEVER, RATE, TOP, Digest, Duties, Facts, digest

QUERY = f"""
with known as (
    select facts.*, kind, first, last, need from facts join duties using (duty) where day <= {AS_OF}),
had as (
    select duty, count(*) as had from known
    where kind not in ({EACH}, {RATE}) and day between first and last group by duty),
persons as (
    select duty, person, sum(amount) as hours, any_value(need) as need from known
    where kind = {EACH} and day between first and last group by duty, person),
each as (
    select duty, count(*) as seen, sum(greatest(0, need - hours)) as short from persons group by duty),
figures as (
    select duty, arg_max(amount, day) filter (figure = {TOP}) as top,
                 arg_max(amount, day) filter (figure = {BOTTOM}) as bottom
    from known where kind = {RATE} group by duty),
short as (
    select duties.*, cast(case
        when kind = {EACH} then need * (members - coalesce(seen, 0)) + coalesce(short, 0)
        when kind = {RATE} and bottom is null then 1
        when kind = {RATE} then greatest(0, (need * bottom + {BASIS - 1}) // {BASIS} - coalesce(top, 0))
        else greatest(0, need - coalesce(had, 0)) end as integer) as missing
    from duties left join had using (duty) left join each using (duty) left join figures using (duty))
select duty, missing,
    case when missing = 0 then 0 when {AS_OF} < due - warn then 1 when {AS_OF} <= due then 2
         when {AS_OF} <= due + grace then 3 else 4 end as verdict,
    case when missing = 0 then case when ends >= {AS_OF} then ends + 1 else {NEVER} end
         when {AS_OF} < due - warn then due - warn when {AS_OF} <= due then due + 1
         when {AS_OF} <= due + grace then due + grace + 1 else {NEVER} end as look
from short
"""


class Contender:
    """Two threads, as many as it likes on two processors."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Two tables."""
        self.line = duckdb.connect()
        self.line.execute("set threads=2")
        tables = {"duties": {"duty": np.arange(len(duties.kind), dtype=np.int32), **vars(duties)}, "facts": vars(facts)}
        for name, columns in tables.items():
            self.line.register("given", pyarrow.table(columns))
            self.line.execute(f"create table {name} as select * from given")
            self.line.unregister("given")

    def run(self) -> dict[str, Any]:
        """Ask."""
        return self.line.execute(QUERY).fetchnumpy()

    def digest(self, answers: dict[str, Any]) -> Digest:
        """What they come to, in the order of the duties."""
        order = np.argsort(answers["duty"])
        return digest(*(np.asarray(answers[name])[order] for name in ("verdict", "missing", "look")))
