"""Exit 0 when this machine has the programs of a PostgreSQL server new enough, else 1."""

import sys

from app.kernel.postgres_programs import ClusterError, find_programs

try:
    find_programs()
except ClusterError:
    sys.exit(1)
