"""The import contracts of pyproject.toml, checked without the tool's banner."""

import sys

from importlinter.cli import lint_imports

sys.exit(lint_imports(no_logo=True))
