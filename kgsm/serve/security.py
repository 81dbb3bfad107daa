"""Operator and contacts of the studies → /.well-known/security.txt: whom to tell of a weakness (RFC 9116).

The file ends (Expires, section 2.5.5) half a year after the day on which it is served: whoever serves it vouches for it. It is
no part of what is published, whose bytes no clock may change, nor of a copy without a server.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from kgsm.serve.site import Site
from kgsm.sparql import prologue, select

PATH: Final = "/.well-known/security.txt"
VALID_FOR: Final = timedelta(days=180)  # "less than a year" is recommended
CONTACTS: Final = (
    prologue("dcat", "vcard")
    + """
SELECT DISTINCT ?address WHERE {
  VALUES ?way { vcard:hasEmail vcard:hasURL vcard:hasTelephone }
  ?study a dcat:Dataset ; dcat:contactPoint ?contact . ?contact ?way ?address
  FILTER(isIRI(?address))
}
ORDER BY STR(?address) LIMIT 20
"""
)
_SCHEMES: Final = ("https://", "mailto:", "tel:")  # section 2.5.3: a web address must be https


def security(site: Site, now: datetime) -> str | None:
    """Return the text, None where nobody is named: the operator, or else those whom the studies name."""
    operator = site.operator
    contacts = [f"mailto:{operator.email}" if "@" in operator.email else operator.email] if operator.email else []
    contacts = contacts or [row["address"].value for row in select(site.store, CONTACTS)]
    told = [each for each in contacts if each.startswith(_SCHEMES) and not any(sign.isspace() for sign in each)]
    if not told:
        return None
    end = datetime.combine((now + VALID_FOR).date(), time(), UTC)
    lines = [*(f"Contact: {each}" for each in told), f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: de, en"]
    return "\r\n".join([*lines, ""])
