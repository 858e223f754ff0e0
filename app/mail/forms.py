"""The form of a trial's outbox."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.fields import EmailField
from app.kernel.forms import Form


class MailboxForm(Form):
    """Whose mailbox is looked into, where nobody can sign in yet."""

    email = EmailField(_("Your e-mail"))
