"""The named refusals of habits."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NoLastVisit(DomainError):
    """Nothing to repeat: this patient has no earlier claim to the insurer that pays now."""

    sentence = N_("This patient has no earlier claim to this insurer. Start a new claim instead.")


class TooManyPinned(DomainError):
    """The keyboard has nine digits."""

    sentence = N_("Nine are pinned already, one for each digit. Unpin one first.")
    field = "code"


class NoSuchCode(DomainError):
    """A code that is not in the lists."""

    sentence = N_("No code “%(code)s” is known. Type it as it stands in the list.")
    field = "code"

    def beside(self, field: str) -> NoSuchCode:
        """The same refusal, beside another box."""
        self.field = field
        return self


class NoSuchTemplate(DomainError):
    """No template answers to the word."""

    sentence = N_("No template is called %(word)s. Nothing was added.")
    field = "template"


class WordTaken(DomainError):
    """Two templates would answer to one word."""

    sentence = N_("“%(word)s” already calls the template “%(name)s”. Choose another word.")
    field = "shortcuts"


class TemplateStale(DomainError):
    """Somebody saved the template after this person opened it."""

    sentence = N_("Somebody else changed this template meanwhile. Open it again and compare.")


class TemplateEmpty(DomainError):
    """A template that would add nothing."""

    sentence = N_("A template needs a diagnosis or a service. Enter one.")
    field = "diagnoses"
