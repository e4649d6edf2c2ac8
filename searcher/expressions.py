"""Regular expressions that are compiled when they are first used.

A process that answers one query uses a third of those that its modules know, and compiling a class of characters from
all over Unicode takes a millisecond or more.
"""

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class _Expression(Generic[AnyStr]):
    """Has the attributes of the compiled pattern, each from its first use on as its own."""

    def __init__(self, form: AnyStr, flags: re.RegexFlag) -> None:
        self._form: AnyStr = form
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self._form, self._flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._compiled, name)
        self.__dict__[name] = value
        return value


def expression(form: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """What `re.compile` makes of it, made when it is first used: a mistake in it shows no sooner."""
    return cast("re.Pattern[AnyStr]", _Expression(form, flags))
