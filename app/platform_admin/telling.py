"""What one of the operator's people hears by mail when their second factor changes."""

from __future__ import annotations

from app.kernel.clock import now
from app.kernel.words import N_
from app.mail import letters
from app.mail import service as mail
from app.platform_admin.models import PlatformPerson

ENROLLED = "desk.factor_enrolled"
CODE_USED = "desk.recovery_code_used"
WORDS = {
    ENROLLED: N_("An authenticator app was set up for your account at the desk, and recovery codes were printed."),
    CODE_USED: N_("A recovery code was used in place of the authenticator app of your account at the desk. It does not work again."),
}  # fmt: skip


def tell_of_factor(person: PlatformPerson, event: str) -> None:
    """Tell a person, with the present transaction, what became of their second factor; nothing where no mail leaves."""
    if not mail.can_send():
        return
    letters.write(
        event, N_("Your second factor at the desk was changed"), "platform_admin/letters/factor.txt",
        to=person.email, language=person.language, at=now(), what=WORDS[event],
        codes_left=len(person.recovery_hashes),
    )  # fmt: skip
