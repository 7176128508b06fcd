"""polars：lazy frames, grouped and joined."""

from typing import Any

import numpy as np
import polars
from polars import col, when

from bench.contenders.work import AS_OF, BASIS, BOTTOM, EACH, NEVER, RATE, TOP, Digest, Duties, Facts, digest


class Contender:
    """One lazy query."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Two frames."""
        numbers = np.arange(len(duties.kind), dtype=np.int32)
        self.duties = polars.DataFrame({"duty": numbers, **vars(duties)}).lazy()
        self.facts = polars.DataFrame(vars(facts)).lazy()

    def run(self) -> polars.DataFrame:
        """Missing, then verdict and day."""
        known = self.facts.join(self.duties.select("duty", "kind", "first", "last", "need"), on="duty")
        known = known.filter(col("day") <= AS_OF)
        timely = known.filter(col("day").is_between(col("first"), col("last")))
        parts = [_had(timely), _each(timely.filter(col("kind") == EACH)), _figures(known.filter(col("kind") == RATE))]
        table = self.duties
        for part in parts:
            table = table.join(part, on="duty", how="left")
        return _judged(table.with_columns(missing=_missing())).collect()

    def digest(self, answers: polars.DataFrame) -> Digest:
        """What they come to, in the order of the duties."""
        ordered = answers.sort("duty")
        return digest(*(ordered[name].to_numpy() for name in ("verdict", "missing", "look")))


def _had(timely: polars.LazyFrame) -> polars.LazyFrame:
    return timely.filter(~col("kind").is_in([EACH, RATE])).group_by("duty").agg(had=polars.len().cast(polars.Int64))


def _each(timely: polars.LazyFrame) -> polars.LazyFrame:
    persons = timely.group_by("duty", "person").agg(hours=col("amount").sum(), need=col("need").first())
    short = polars.max_horizontal(0, col("need") - col("hours")).sum().cast(polars.Int64)
    return persons.group_by("duty").agg(seen=polars.len().cast(polars.Int64), short=short)


def _figures(known: polars.LazyFrame) -> polars.LazyFrame:
    latest = known.group_by("duty", "figure").agg(amount=col("amount").sort_by("day").last())
    return latest.group_by("duty").agg(
        top=col("amount").filter(col("figure") == TOP).first(),
        bottom=col("amount").filter(col("figure") == BOTTOM).first(),
    )


def _missing() -> Any:
    need = col("need").cast(polars.Int64)
    each = need * (col("members") - col("seen").fill_null(0)) + col("short").fill_null(0)
    heads = (need * col("bottom") + BASIS - 1) // BASIS
    rate = when(col("bottom").is_null()).then(1)
    rate = rate.otherwise(polars.max_horizontal(0, heads - col("top").fill_null(0)))
    other = polars.max_horizontal(0, col("need") - col("had").fill_null(0))
    return when(col("kind") == EACH).then(each).when(col("kind") == RATE).then(rate).otherwise(other)


def _judged(table: polars.LazyFrame) -> polars.LazyFrame:
    due, warn, grace, ends = (col(name) for name in ("due", "warn", "grace", "ends"))
    verdict = when(col("missing") == 0).then(0).when(due - warn > AS_OF).then(1).when(due >= AS_OF).then(2)
    verdict = verdict.when(due + grace >= AS_OF).then(3).otherwise(4)
    look = when(col("missing") == 0).then(when(ends >= AS_OF).then(ends + 1).otherwise(NEVER))
    look = look.when(due - warn > AS_OF).then(due - warn).when(due >= AS_OF).then(due + 1)
    look = look.when(due + grace >= AS_OF).then(due + grace + 1).otherwise(NEVER)
    return table.select("duty", "missing", verdict=verdict, look=look)
