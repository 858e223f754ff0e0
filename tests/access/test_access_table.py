"""Who may open what of access and audit: endpoint × person → status."""

from __future__ import annotations

from uuid import UUID

import pytest

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris", "")

# fmt: off
GET = {
    #                          amal badr huda salim nadia faris stranger
    "/account":               (200, 200, 200, 200,  200,  200,  303),
    "/account/password":      (200, 200, 200, 200,  200,  200,  303),
    "/account/workplaces":    (200, 200, 200, 200,  200,  200,  303),
    "/people":                (200, 403, 403, 403,  403,  403,  303),
    "/people/new":            (200, 403, 403, 403,  403,  403,  303),
    "/people/roles":          (200, 403, 403, 403,  403,  403,  303),
    "/people/{}":             (404, 403, 403, 403,  403,  403,  303),
    "/people/{}/password":    (404, 403, 403, 403,  403,  403,  303),
    "/audit":                 (200, 403, 403, 403,  200,  403,  303),
    "/audit/download/csv":    (200, 403, 403, 403,  200,  403,  303),
    "/sign-in":               (303, 303, 303, 303,  303,  303,  200),
    "/sign-in/unlock":        (200, 200, 200, 200,  200,  200,  303),
}
POST = {
    "/people/{}":             (404, 403, 403, 403,  403,  403,  303),
    "/people/{}/password":    (404, 403, 403, 403,  403,  403,  303),
    "/people/{}/end":         (404, 403, 403, 403,  403,  403,  303),
    "/account/devices/{}/end":(404, 404, 404, 404,  404,  404,  303),
    "/audit/verify":          (200, 403, 403, 403,  200,  403,  303),
}
# fmt: on
NOBODY = UUID("00000000-0000-7000-8000-000000000000")


@pytest.mark.parametrize("path", GET)
def test_pages(as_, path):
    found = tuple(as_(name).client.get(path.format(NOBODY)).status_code for name in PEOPLE)
    assert found == GET[path]


@pytest.mark.parametrize("path", POST)
def test_verbs(as_, path):
    found = []
    for name in PEOPLE[:-1]:
        browser = as_(name)
        form = {"csrf_token": browser.csrf(), "_once": "0190f1d0-0000-7000-8000-00000000000a"}
        found.append(browser.client.post(path.format(NOBODY), data=form).status_code)
    assert tuple(found) == POST[path][:-1]
    assert as_("").client.post(path.format(NOBODY)).status_code == 303
