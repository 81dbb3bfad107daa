"""`[publisher]`, `[contact]` and `[[creator]]` → agents."""

import re
from typing import Final

from kgsm import iris
from kgsm.read.keys import Keys
from kgsm.read.setting import Setting
from kgsm.read.values import usable_name
from kgsm.study import Agent
from kgsm.text import Text

AGENT_KEYS: Final = ("name", "homepage", "email")
CREATOR_KEYS: Final = ("id", *AGENT_KEYS)

_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


def read_agent(setting: Setting, role: str) -> Agent:
    """Return the publisher or the contact."""
    keys = setting.top.inner(role, allowed=AGENT_KEYS)
    if role in setting.top:
        keys.need("name")
    return _agent(setting, keys, role, (role,))


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
