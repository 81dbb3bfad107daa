"""A Spark cluster in the place of the one database: the same SQL over parts of the tables, in many processes.

What describes a study, and what is small, goes the way it always goes. A table's rows are cut into parts; Spark's executors run
the very queries that DuckDB would run here, by DuckDB, and what they answer is put together in the order of the rows. So the
files are the same, byte by byte, whatever dies on the way: Spark runs again what it has lost.
"""

from kgsm.spark.cluster import Cluster, connected

__all__ = ["Cluster", "connected"]
