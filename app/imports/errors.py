"""Why an import is refused."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NothingInFile(DomainError):
    """No rows: an empty file never wipes anything."""

    sentence = N_("The file holds no rows, so nothing was changed.")
    field = "file"


class ColumnLacking(DomainError):
    """A needed column is not said to be anywhere in the file."""

    sentence = N_("Say which column of the file holds “%(column)s”.")


class DayOrderUnknown(DomainError):
    """Nothing in the file tells day from month."""

    sentence = N_("Say whether the day or the month stands first in this file.")
    field = "day_order"


class NothingToDo(DomainError):
    """No row creates or changes anything."""

    sentence = N_("No row of this file changes anything.")


class FileGone(DomainError):
    """The file was destroyed: its time is over."""

    sentence = N_("The file of this import was destroyed after its time. Choose it again.")


class TooLateToUndo(DomainError):
    """The day of undoing is over."""

    sentence = N_("An import can be undone within 24 hours. Change the records by hand.")


class RepairOver(DomainError):
    """The cells of a repair were mended, or the file read otherwise, since the page was shown."""

    sentence = N_("These cells were mended meanwhile. Look at what is still wrong.")
