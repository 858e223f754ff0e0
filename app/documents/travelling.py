"""How a paper travels: byte for byte as it is kept, save for a PNG that the exchange takes only as JPEG."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from app.exchange.gateway import Limits
from app.exchange.messages import Attachment
from app.kernel.uploads import JPEG, PNG, pictures


def travels_as(content_type: str, limits: Limits) -> str:
    """The media type under which a paper of this type leaves."""
    turned = content_type == PNG and PNG not in limits.content_types and limits.png_as_jpeg
    return JPEG if turned else content_type


def fit(paper: Attachment, limits: Limits) -> Attachment:
    """The paper as it leaves; what the exchange takes is left alone."""
    if travels_as(paper.content_type, limits) == paper.content_type:
        return paper
    body = pictures.as_jpeg(paper.body)
    sha256 = hashlib.sha256(body).hexdigest()
    return replace(paper, content_type=JPEG, body=body, sha256=sha256)
