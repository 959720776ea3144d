"""How good the evidence for a vendor is, from all places that show it."""

from __future__ import annotations

import pytest

from auditor.evidence.observation import Sighting
from auditor.evidence.python import Python
from auditor.evidence.recipients import Recipients
from auditor.evidence.seen import grade
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products
from tests.evidence.seen import WHO, found


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("app/pay.py", 'os.environ["RESEND_API_KEY"]', "used"),
        ("app/pay.py", "x = settings.resend_api_key", "used"),
        ("app/pay.py", 'os.environ["RESEND_REGION"]', "configured"),  # no key opens with it
        ("app/pay.py", 'os.environ["WIDGETS_API_KEY"]', "configured"),  # nobody knows whose it is
        ("app/settings.py", 'KEY = os.environ["RESEND_API_KEY"]', "configured"),
        ("app/settings/base.py", 'KEY = os.environ["RESEND_API_KEY"]', "configured"),
        ("app/pay.py", "class S(BaseSettings):\n    resend_api_key: str", "configured"),
        ("tests/test_pay.py", 'os.environ["RESEND_API_KEY"]', "development"),
    ],
)
def test_a_key_that_code_takes_is_a_use_of_a_known_product(path: str, text: str, expected: str) -> None:
    sightings = [one for one in found(Python(WHO), [(path, text)]) if isinstance(one, Sighting)]
    assert sightings
    assert grade(sightings) == expected


def test_a_host_of_our_own_is_nobodys_also_where_the_catalog_sells_us() -> None:
    text = 'get("https://api.resend.com/emails"); get("https://api.stripe.com/v1")'
    ours = Recipients(Catalog(products()), own=["resend.com"])
    assert [one.product for one in found(Python(ours), [("a.py", text)]) if isinstance(one, Sighting)] == ["stripe"]
