"""Files that people send: told by their content, cleaned, or refused in words."""

from __future__ import annotations

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
