"""Words, days, numbers and periods: one value against one limit."""

from tests.reference.kleene import NO, UNKNOWN, YES

YEAR = 365 * 86400  # "1y = 12mo = 365d"
UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "mo": YEAR // 12, "y": YEAR}


def seconds(period: str) -> int:
    """The length of a written period."""
    number = period.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(number) * UNITS[period[len(number) :]]


def _yes(answer: bool) -> str:
    return YES if answer else NO


def compare(kind: str, has: str, form: str, wanted: str) -> str:
    """A known value of some kind against one word of a match, in the form `is`, `at_most`, `after`, ..."""
    if kind == "period":
        return _period(has, form, wanted)
    if kind in ("number", "age"):
        return _number(kind, has, form, wanted)
    if form == "is":
        if kind == "dpa" and has != wanted and has != "none" and wanted != "none":
            if wanted == "signed":
                return YES  # a day of signature is a signature
            if has == "signed":
                return UNKNOWN  # "true when the date is not known"
        return _yes(has == wanted)
    if has == "signed":
        return UNKNOWN
    if has == "none":
        return NO
    return _yes(has < wanted if form == "before" else has > wanted)  # "the day itself excluded"


def _number(kind: str, has: str, form: str, wanted: str) -> str:
    """ "`none`, which is below any number"; but an age that is not there is neither small nor large."""
    if has == "none" or wanted == "none":
        if form == "is":
            return _yes(has == wanted)
        return _yes(form == "at_most" and kind == "number")
    if form == "is":
        return _yes(int(has) == int(wanted))
    return _yes(int(has) <= int(wanted) if form == "at_most" else int(has) >= int(wanted))


def _period(has: str, form: str, wanted: str) -> str:
    """A retention against a period."""
    if form == "is":
        if has == "kept" and wanted not in ("kept", "none"):
            return UNKNOWN  # "at rest, for how long is not known"
        if has[0].isdigit() and wanted[0].isdigit():
            return _yes(seconds(has) == seconds(wanted))
        return _yes(has == wanted)
    if has == "kept":
        return UNKNOWN  # "a question of length is undecided"
    if has == "none":
        return _yes(form == "at_most")
    if has == "until_deleted":  # "longer than any period for `at_most` and undecided for `at_least`"
        return NO if form == "at_most" else UNKNOWN
    if has == "indefinite":
        return _yes(form == "at_least")  # "longer than all"
    return _yes(seconds(has) <= seconds(wanted) if form == "at_most" else seconds(has) >= seconds(wanted))
