"""Why a file is not taken, with the sentence the page says."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class FileRefused(DomainError):
    """A file that is not taken; the subclasses say why."""

    field = "file"


class FileEmpty(FileRefused):
    """Nothing in it."""

    sentence = N_("The file is empty. Choose it again, or scan the paper again.")


class FileTooLarge(FileRefused):
    """More bytes than a paper may have."""

    sentence = N_(
        "The file is larger than %(most)d MB. Scan it again at a lower quality, or split it."
    )


class WrongFileType(FileRefused):
    """Neither PDF nor JPEG nor PNG, whatever its name says."""

    sentence = N_(
        "This is no PDF, JPEG or PNG file, whatever its name says. Save or scan it as one of these."
    )


class FileUnreadable(FileRefused):
    """Its first bytes are right, and the rest cannot be read."""

    sentence = N_(
        "The file is damaged and cannot be read. Open it on your device; if that fails, scan it again."
    )


class TooManyPixels(FileRefused):
    """A picture that would take too much memory to open."""

    sentence = N_(
        "The picture has more than %(most)d million pixels. Take or scan it again, smaller."
    )


class PdfLocked(FileRefused):
    """An encrypted PDF, which no insurer could open."""

    sentence = N_(
        "This PDF is locked with a password or with rights. Print it as a new PDF, and add that one."
    )


class PdfActive(FileRefused):
    """A PDF that runs something, starts something, or carries other files."""

    sentence = N_(
        "This PDF holds a script, a form program or other files. Print it as a new PDF, and add that one."
    )


class TwoFilesInOne(FileRefused):
    """One kind of file that is another kind as well: nobody makes such a thing by accident."""

    sentence = N_(
        "This file hides a second file of another kind. It was not kept; scan the paper itself."
    )
