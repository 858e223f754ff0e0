"""Every refusal of this package, with the sentence the page says."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NameMissing(DomainError):
    """Neither script has a name."""

    sentence = N_("Enter the name in Arabic or in Latin letters, at best both as on the card.")
    field = "name_ar"


class NumberUnlikely(DomainError):
    """No document of this kind has such a number."""

    sentence = N_("This is not a number of such a document. Compare it with the card, or choose another kind.")  # fmt: skip
    field = "number"


class BornInFuture(DomainError):
    """The birth date is after today."""

    sentence = N_("The birth date lies in the future. Correct the day or the year.")
    field = "birth_date"


class BornTooLongAgo(DomainError):
    """Nobody is that old."""

    sentence = N_("The birth date is more than 130 years ago. Correct the year.")
    field = "birth_date"


class DiedBeforeBirth(DomainError):
    """The day of death is before birth or after today."""

    sentence = N_("The day of death must lie between the birth date and today. Correct it.")
    field = "deceased_on"


class PeriodReversed(DomainError):
    """The last day is before the first."""

    sentence = N_("The last day lies before the first day. Correct one of them.")
    field = "valid_to"


class PolicyTwice(DomainError):
    """The same cover is there already."""

    sentence = N_(
        "This person has a policy of this insurer for these days. Correct or end that one."
    )
    field = "payer_id"


class LastDocument(DomainError):
    """A person keeps at least one number by which claims can be sent."""

    sentence = N_("This is the only document. Add the right one first, then remove this one.")


class WasMerged(DomainError):
    """The record was merged into another; work goes on there."""

    sentence = N_("This record was merged into another one. Open that one and go on there.")


class CannotMerge(DomainError):
    """A record cannot be merged with itself, or with one merged already."""

    sentence = N_("These two records cannot be merged. Choose another record.")


class DocumentTaken(DomainError):
    """Another person here has this very document."""

    sentence = N_("A patient with this document is here already. Open that record.")
    field = "number"

    def __init__(self, patient_id: UUID) -> None:
        super().__init__()
        self.patient_id = patient_id


class PerhapsHereAlready(DomainError):
    """People like this one are here; a person decides. `likenesses`: (patient id, reasons)."""

    sentence = N_("This person may be here already.")

    def __init__(self, likenesses: Sequence[tuple[UUID, tuple[str, ...]]]) -> None:
        super().__init__()
        self.likenesses = tuple(likenesses)


class ChangedMeanwhile(DomainError):
    """Somebody else saved first. `differences`: (field, what is kept now, what was typed)."""

    sentence = N_(
        "Somebody else changed this record while you had it open. Compare, then save again."
    )

    def __init__(self, version: int, differences: Sequence[tuple[str, object, object]]) -> None:
        super().__init__()
        self.version, self.differences = version, tuple(differences)
