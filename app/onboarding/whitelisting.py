"""The whitelisting form as paper, prefilled for the stamp."""

from __future__ import annotations

from flask import current_app

from app.kernel import pdf
from app.kernel.clock import now
from app.onboarding import papers, private
from app.onboarding.models import Application
from app.onboarding.tasks import CIVIL_ID, REGISTRATION

TEMPLATE = "print/onboarding/whitelisting.html"


def form_pdf(application: Application) -> bytes:
    """The form in the language of the request. Raises PdfUnavailable."""
    own, there = private.of(application), papers.current(application)
    values = private.sheet_of(application).get("values", {})
    return pdf.render(
        TEMPLATE,
        reference=application.reference,
        name_en=values.get("name_en", ""),
        name_ar=values.get("name_ar", ""),
        address=values.get("address", ""),
        representative=own.get("representative", ""),
        email=own.get("email", ""),
        phone=own.get("phone", ""),
        civil_number=papers.number_of(application, there.get(CIVIL_ID)),
        registration=papers.number_of(application, there.get(REGISTRATION)),
        service=current_app.extensions["settings"].product_name,
        printed_at=now(),
    )
