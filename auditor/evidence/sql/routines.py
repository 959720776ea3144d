"""CREATE, ALTER and DROP FUNCTION and PROCEDURE: what they may do to tables, and with whose rights they run."""

from __future__ import annotations

from auditor.evidence.sql import dynamic
from auditor.evidence.sql.session import Session
from auditor.evidence.sql.words import Refused, Words


def create(session: Session, words: Words, start: int) -> None:
    schema, name = words.named()
    arguments = " ".join(token.value for token in words.brackets())
    language, body, atomic, definer = "sql", None, False, False
    while not words.done():
        if words.take("language"):
            language = (words.setting() or "").lower()
        elif words.take("as"):
            body = words.text()
        elif words.take("begin", "atomic") or words.take("return"):
            atomic = True
            break
        elif words.take("security", "definer"):
            definer = True
        elif words.take("returns", "trigger") or words.take("returns", "event_trigger"):
            arguments = "(trigger)"
        else:
            words.at += 1
    if body is None and not atomic:
        raise Refused("a body is missing here", start)
    found = dynamic.effects(body, language) if body is not None else frozenset()
    key = (schema or "", name)
    if found or key in session.routines:
        session.routines[key] = session.routines.get(key, frozenset()) | found
    _note(session, (_schema(session, schema), name, arguments), start, definer and arguments != "(trigger)")
    session.dynamic(f"function {name}", found, start)


def _schema(session: Session, schema: str | None) -> str:
    """The schema that a routine is in. Where nobody can say, the one that is served most."""
    path = session.catalogue.path or ()
    return schema or next((one for one in path if one in session.catalogue.schemas), "public")


def _note(session: Session, key: tuple[str, str, str], start: int, definer: bool) -> None:
    definers = session.catalogue.definers
    if definer:
        definers.put(key, session.catalogue.place(start))
    else:
        definers.drop(key)


def alter(session: Session, words: Words) -> None:
    """SECURITY INVOKER and SECURITY DEFINER; nothing else of a routine is followed."""
    start = words.start
    schema, name = words.named()
    if words.next() == "(":
        words.brackets()
    same = _named(session, schema, name)
    while not words.done():
        if words.take("security", "definer"):
            if not same:
                _note(session, (_schema(session, schema), name, ""), start, True)
        elif words.take("security", "invoker"):
            forget(session, schema, name)
        else:
            words.at += 1


def forget(session: Session, schema: str | None, name: str) -> None:
    """A routine is dropped, or runs with the rights of who calls it. Of several by one name it is not known which."""
    same = _named(session, schema, name)
    if len(same) == 1:
        session.catalogue.definers.drop(same[0])


def _named(session: Session, schema: str | None, name: str) -> list[tuple[str, str, str]]:
    return [key for key in session.catalogue.definers.names() if key[:2] == (_schema(session, schema), name)]
