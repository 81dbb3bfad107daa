"""`[publisher]`, `[contact]` and `[[creator]]` → agents."""

import re
from dataclasses import replace
from typing import Final

from kgsm import iris
from kgsm.authority import PUBLISHER_TYPES
from kgsm.namespaces import PUBLISHER_TYPE
from kgsm.read.keys import Keys
from kgsm.read.setting import Setting
from kgsm.read.values import usable_name
from kgsm.study import Agent
from kgsm.text import Text

AGENT_KEYS: Final = ("name", "homepage", "email")
PUBLISHER_KEYS: Final = (*AGENT_KEYS, "type", "portal_id")
CONTACT_KEYS: Final = (*AGENT_KEYS, "telephone")
CREATOR_KEYS: Final = ("id", *AGENT_KEYS)

# RFC 3966, 5.1.4: a global number begins with +; what separates its digits is no matter.
_TELEPHONE: Final = re.compile(r"\+[0-9][0-9() ./-]{3,30}")
_PORTAL_ID: Final = re.compile(r"[a-z0-9_-]{2,100}")  # CKAN, name of an organisation
_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


def read_publisher(setting: Setting) -> Agent:
    """Return the publisher, with its type and its name at portals where they are given."""
    keys = _required(setting, "publisher", PUBLISHER_KEYS)
    kind, portal_id = keys.code("type", tuple(PUBLISHER_TYPES)), keys.string("portal_id")
    if portal_id and not _PORTAL_ID.fullmatch(portal_id):
        right = Text(de="ein Kürzel aus a-z, 0-9, '-' und '_'", en="a short name of a-z, 0-9, '-' and '_'")
        keys.tell("portal_id", "wrong-type", found=portal_id, right=right)
        portal_id = ""
    agent = _agent(setting, keys, "publisher", ("publisher",))
    return replace(agent, kind=PUBLISHER_TYPE[kind] if kind else None, portal_id=portal_id)


def read_contact(setting: Setting) -> Agent:
    """Return the contact, with its telephone number as RFC 3966 writes it where there is one."""
    keys = _required(setting, "contact", CONTACT_KEYS)
    number = keys.string("telephone").removeprefix("tel:")
    if number and not _TELEPHONE.fullmatch(number):
        right = Text(de='eine Telefonnummer mit Landesvorwahl: "+49 30 1234567"', en='a telephone number: "+49 30 1234567"')
        keys.tell("telephone", "wrong-type", found=number, right=right)
        number = ""
    return replace(_agent(setting, keys, "contact", ("contact",)), telephone="-".join(re.findall(r"\+?[0-9]+", number)))


def _required(setting: Setting, role: str, allowed: tuple[str, ...]) -> Keys:
    keys = setting.top.inner(role, allowed=allowed)
    if role in setting.top:
        keys.need("name")
    return keys


def read_creators(setting: Setting) -> tuple[Agent, ...]:
    """Return those who made the surveys or figures, in the order of the file."""
    creators: dict[str, Agent] = {}
    for index in range(setting.top.size("creator")):
        keys = setting.top.inner("creator", index, allowed=CREATOR_KEYS)
        keys.need("id", "name")
        name = keys.string("id")
        agent_id = usable_name(name, keys.place("id"), setting.problems) if name else f"x{index}"
        if agent_id in creators:
            keys.tell("id", "duplicate-code", found=agent_id, right=creators[agent_id].place.row)
        creators.setdefault(agent_id, _agent(setting, keys, agent_id, ("creator", agent_id)))
    return tuple(creators.values())


def _agent(setting: Setting, keys: Keys, agent_id: str, segments: tuple[str, ...]) -> Agent:
    email = keys.string("email").removeprefix("mailto:")
    if email and not _EMAIL.fullmatch(email):
        right = Text(de="eine E-Mail-Adresse (name@example.org)", en="an e-mail address (name@example.org)")
        keys.tell("email", "wrong-type", found=email, right=right)
        email = ""
    return Agent(
        id=agent_id,
        iri=iris.part(setting.study_iri, *segments),
        name=keys.text("name"),
        homepage=keys.iri("homepage"),
        email=email,
        place=keys.place(),
    )
