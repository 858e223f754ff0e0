"""Giving the last answer again to a request that came under new message ids."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.sandbox import bundles, encoding, schema
from app.sandbox.bundles import Sealed
from app.sandbox.parsing import Message


def answer_again(connection: Connection, earlier: Any, message: Message, now: datetime) -> Sealed:
    """The last answer to the earlier message's request, in a new envelope that answers this message."""
    claims = schema.claims
    last = connection.scalar(
        select(claims.c.answer).where(
            claims.c.sender == message.sender,
            claims.c.focal_system == earlier.focal_system,
            claims.c.focal_value == earlier.focal_value,
        )
    )
    return readdress(bytes(last or earlier.reply), message.header_id, now)


def readdress(body: bytes, answers: str, now: datetime) -> Sealed:
    """The same content in a new envelope that answers another header id, or none."""
    bundle = encoding.loads(body)
    header = bundle["entry"][0]["resource"]
    header_id = str(uuid.uuid4())
    bundle |= {"id": str(uuid.uuid4()), "timestamp": bundles.instant(now)}
    bundle["entry"][0]["fullUrl"] = f"urn:uuid:{header_id}"
    header["id"] = header_id
    if answers:
        header["response"] = {**header.get("response", {"code": bundles.OK}), "identifier": answers}
    return Sealed(encoding.dumps(bundle), bundle["id"], header_id)
