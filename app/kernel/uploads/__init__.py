"""Files that people send: told by their content, cleaned, or refused in words."""

from __future__ import annotations

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
# How a file of each type ends.
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
