"""Why a change to a medicine is refused."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NotAMedication(DomainError):
    """The local code names a service of another category."""

    sentence = N_("This code names a service that is no medication. Choose a different code.")
    field = "local_code"


class MedicineOnFile(DomainError):
    """The service has its medicine already."""

    sentence = N_("A medicine with this code is on file already. Choose a different code.")
    field = "local_code"


class IngredientMissing(DomainError):
    """Without ingredients nothing can be checked or substituted."""

    sentence = N_("A medicine has at least one active ingredient. Enter it.")
    field = "ingredients"


class GtinOfAnother(DomainError):
    """The box is known as another medicine."""

    sentence = N_("This GTIN is remembered as %(name)s. Forget it there first, if that is wrong.")
    field = "gtin"


class NothingInFile(DomainError):
    """An empty file never wipes a list."""

    sentence = N_("The file holds no lines, so nothing was changed.")
    field = "file"


class ListMoved(DomainError):
    """Somebody changed the list in between."""

    sentence = N_("The list changed in the meantime. Choose the file again.")


class AgesTurned(DomainError):
    """The last age lies below the first."""

    sentence = N_("The last age is below the first. Correct one of them.")
    field = "max_age"


class PriceListNotChosen(DomainError):
    """A file with prices does not say whose they are."""

    sentence = N_(
        "No price list was chosen for the prices. Choose the file again together with its list, or leave this column out."
    )
    field = "price_list"


class LinesWrong(DomainError):
    """Some cells of the file cannot be used."""

    sentence = N_("Some cells of the file are wrong, so nothing was changed. Correct them first.")


class NotYetApplied(DomainError):
    """The import is not in the state that the step needs."""

    sentence = N_("This was done already, or can no longer be done.")


class TooLateToUndo(DomainError):
    """Only the last import of a list, and only for a day."""

    sentence = N_("Only the last import of a list can be undone, within 24 hours.")
