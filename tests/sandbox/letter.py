"""One message Bundle as a provider would write it, before a test bends it."""

import json
import uuid
from datetime import datetime
from typing import Any

OM = "http://dhamani.om"
EXT = f"{OM}/fhir/om/dhamani-fs/StructureDefinition/extension-"
TERM = f"{OM}/terminology/CodeSystem/"
PROVIDER = "DEMO-CLINIC-NOOR"


def concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def extension(name: str, **value: Any) -> dict[str, Any]:
    return {"url": EXT + name, **value}


def omr(amount: str) -> dict[str, Any]:
    return {"value": float(amount), "currency": "OMR"}


def licensed(system: str, value: str) -> dict[str, Any]:
    return {
        "type": "Organization",
        "identifier": {"system": f"{OM}/license/{system}-license", "value": value},
    }


class Letter:
    """One message Bundle that a test may bend before it is posted."""

    def __init__(self, event: str, payer: str, now: datetime, provider: str = PROVIDER) -> None:
        self.payer, self.provider, self.host = payer, provider, f"http://{provider}.Dhamani.om"
        self.header: dict[str, Any] = {
            "resourceType": "MessageHeader",
            "id": str(uuid.uuid4()),
            "eventCoding": {"system": TERM + "om-message-events", "code": event},
            "destination": [
                {
                    "endpoint": f"http://{payer}.Dhamani.om/$process-message",
                    "receiver": licensed("payer", payer),
                }
            ],
            "sender": licensed("provider", provider),
            "source": {"endpoint": self.host},
        }
        self.bundle: dict[str, Any] = {
            "resourceType": "Bundle",
            "id": str(uuid.uuid4()),
            "type": "message",
            "timestamp": now.astimezone().isoformat(timespec="milliseconds"),
            "entry": [{"fullUrl": f"urn:uuid:{self.header['id']}", "resource": self.header}],
        }

    def add(self, resource: dict[str, Any]) -> str:
        """Put a resource into the bundle; returns its fullUrl."""
        url = f"{self.host}/{resource['resourceType']}/{resource['id']}"
        self.bundle["entry"].append({"fullUrl": url, "resource": resource})
        return url

    def focus(self, resource: dict[str, Any]) -> None:
        self.header["focus"] = [{"reference": self.add(resource)}]

    @property
    def focal(self) -> dict[str, Any]:
        found: dict[str, Any] = self.bundle["entry"][1]["resource"]
        return found

    def renamed(self, now: datetime) -> "Letter":
        """The same message under new message ids, as another programme might send it again."""
        copy = Letter.__new__(Letter)
        copy.payer, copy.provider, copy.host = self.payer, self.provider, self.host
        copy.bundle = json.loads(self.raw)
        copy.header = copy.bundle["entry"][0]["resource"]
        copy.bundle["id"], copy.header["id"] = str(uuid.uuid4()), str(uuid.uuid4())
        copy.bundle["entry"][0]["fullUrl"] = f"urn:uuid:{copy.header['id']}"
        copy.bundle["timestamp"] = now.astimezone().isoformat(timespec="milliseconds")
        return copy

    @property
    def raw(self) -> bytes:
        return json.dumps(self.bundle).encode()
