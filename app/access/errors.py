"""Refusals about people, in the words the views show."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class WrongSignIn(DomainError):
    """E-mail and password do not belong together; which of them is wrong is not told."""

    sentence = N_("E-mail or password is wrong. Check both and try again.")


class WrongPassword(DomainError):
    """The password is not this person's."""

    sentence = N_("The password is wrong. Type it again.")
    field = "password"


class WrongCurrentPassword(WrongPassword):
    """The present password, asked for before a change, is wrong."""

    sentence = N_("Your present password is wrong. Type it again.")
    field = "current"


class WrongCode(DomainError):
    """No code of the person's app and no unused recovery code."""

    sentence = N_("The code is wrong or was used already. Enter the next one, or a recovery code.")
    field = "code"


class NoSuchProof(DomainError):
    """The device's answer does not hold; why is not told."""

    sentence = N_("The passkey was not accepted. Try again, or use a code.")


class NotYourCode(DomainError):
    """The first code of a new app does not fit the secret."""

    sentence = N_("The code does not fit. Wait for the next one, and check this device's time.")
    field = "code"


class LastFactor(DomainError):
    """Without a second factor the house lets nobody in."""

    sentence = N_("This is your last second factor. Add another before you remove it.")


class PasswordTooShort(DomainError):
    """A new password is too easily tried out."""

    sentence = N_("The new password is too short. Use at least %(shortest)d characters.")
    field = "new"


class PasswordTooLong(DomainError):
    """A new password would cost more to check than it protects."""

    sentence = N_("The new password is too long. Use at most %(longest)d characters.")
    field = "new"


class PasswordTooCommon(DomainError):
    """A new password is on every guesser's list."""

    sentence = N_("This password is widely known. Choose three or four unrelated words.")
    field = "new"


class PasswordTellsName(DomainError):
    """A new password repeats the person's or the product's name."""

    sentence = N_("The new password contains your name or ours. Choose other words.")
    field = "new"


class PasswordUnchanged(DomainError):
    """The new password is the old one."""

    sentence = N_("The new password is the present one. Choose another.")
    field = "new"


class PasswordsDiffer(DomainError):
    """The repetition is not the same."""

    sentence = N_("The two new passwords are not the same. Type both again.")
    field = "repeated"


class EmailTaken(DomainError):
    """The person belongs to this tenant already."""

    sentence = N_("This person is on the list already. Change the role there.")
    field = "email"


class SignsInElsewhere(DomainError):
    """The address belongs to somebody of another clinic or pharmacy; only the operator joins the two."""

    sentence = N_(
        "This e-mail address signs in at another place. Enter another address, or ask the operator to join them."
    )
    field = "email"


class AlreadyInvited(DomainError):
    """A letter to this address is on its way."""

    sentence = N_("This person is invited already. Send the invitation again, or withdraw it.")
    field = "email"


class InvitationOver(DomainError):
    """The link was used, withdrawn, replaced by a newer one, or ran out."""

    sentence = N_("This invitation is not valid any more. Ask who invited you for a new one.")


class AlarmOver(DomainError):
    """The link of the letter was used, or ran out."""

    sentence = N_(
        "This link was used or is too old. Sign in, and end other devices on your account page."
    )


class MailClosed(DomainError):
    """No letter would reach anybody from here."""

    sentence = N_("No mail leaves this installation. Add the person with a first password instead.")


class LastOwner(DomainError):
    """Without an owner nobody could let anyone in again."""

    sentence = N_("This is the last owner. Make somebody else an owner first.")
    field = "role"


class WorksElsewhere(DomainError):
    """A password that also opens another tenant is not ours to replace."""

    sentence = N_(
        "This person also works elsewhere and keeps one password for all. Only they can change it."
    )


class TooManyTries(Exception):
    """Sign-in or unlock was tried too often; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


class TooBusy(Exception):
    """More passwords wait to be checked than this process will hold."""


class OwnersWorkEverywhere(DomainError):
    """An owner answers for the whole house, and cannot be kept out of a part of it."""

    sentence = N_("An owner works in all branches. Choose all branches, or another role.")
    field = "works_in"
