"""Fields of a record against the true ones, and how much a status and a confidence are worth."""
import json

from . import errors

# Upper ends of the confidence classes shown; the last takes 1.
CLASSES = (0.5, 0.8, 0.9, 0.96, 0.99, 1.0)


def same(value, true):
    """Equal but for the width of marks and for spaces; of services, the names."""
    if isinstance(true, list):
        names = [one.get("name") if isinstance(one, dict) else one for one in value or []]
        return len(names) == len(true) and all(errors.fold(a or "") == errors.fold(b) for a, b in zip(names, true))
    return isinstance(value, str) and errors.fold(value) == errors.fold(true)


def true_fields(document):
    path = document.folder / "fields.json"
    if not path.exists():
        return {}
    return {name: value for name, value in json.loads(path.read_text(encoding="utf-8")).items() if value is not None}


class Outcome:
    """One field that the paper has: was it right, and what did the program say of it?"""

    def __init__(self, document, name, true, field):
        self.document, self.name, self.true = document.name, name, true
        self.value, self.status = field.get("value"), field.get("status", "missing")
        self.confidence = field.get("confidence", 0.0)
        self.right = same(self.value, true)
        self.failed = [check["name"] for check in field.get("checks", []) if not check["ok"]]


class ReviewedOutcome:
    """The same from a line of the report.csv of `zhaolu learn`."""

    def __init__(self, row):
        self.document, self.name, self.true = row["file"], row["field"], row["person"]
        self.value, self.status = row["machine"] or None, row["status"]
        self.confidence = float(row["confidence"])
        self.right = row["right"] == "yes"
        self.failed = [name for name in row["failed"].split(";") if name]


def outcomes(document, result):
    records = (result or {}).get("records") or [(result or {}).get("record") or {}]
    fields = {name: field for record in reversed(records) for name, field in record.get("fields", {}).items()}
    return [Outcome(document, name, true, fields.get(name, {})) for name, true in true_fields(document).items()]


def _share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


def table_by_status(all_outcomes):
    rows = ["| status | fields | right | |", "|---|---|---|---|"]
    for status, meaning in (("ok", "nothing to do"), ("check", "compare with the paper"), ("missing", "not found")):
        group = [one for one in all_outcomes if one.status == status]
        right = sum(one.right for one in group)
        rows.append(f"| `{status}` | {len(group)} | {right} ({_share(right, len(group))}) | {meaning} |")
    return rows


def table_by_confidence(all_outcomes):
    rows = ["| confidence | fields | mean confidence | right | of these `ok` | right of these |", "|---|---|---|---|---|---|"]
    low = 0.0
    for high in CLASSES:
        group = [one for one in all_outcomes
                 if one.status != "missing" and low <= one.confidence and (one.confidence < high or high == 1.0)]
        sure = [one for one in group if one.status == "ok"]
        mean = sum(one.confidence for one in group) / len(group) if group else 0
        rows.append(f"| {low:.2f} – {high:.2f} | {len(group)} | {mean:.3f} | {_share(sum(one.right for one in group), len(group))} "
                    f"| {len(sure)} | {_share(sum(one.right for one in sure), len(sure))} |")
        low = high
    return rows


def table_by_name(all_outcomes):
    rows = ["| field | of | right | `ok` | wrong yet `ok` |", "|---|---|---|---|---|"]
    for name in dict.fromkeys(one.name for one in all_outcomes):
        group = [one for one in all_outcomes if one.name == name]
        sure = [one for one in group if one.status == "ok"]
        rows.append(f"| `{name}` | {len(group)} | {_share(sum(one.right for one in group), len(group))} "
                    f"| {_share(len(sure), len(group))} | {sum(not one.right for one in sure)} |")
    return rows


def table_by_reason(all_outcomes):
    """What a person finds who looks at the fields to check: how often each reason was worth it."""
    rows = ["| reason of a `check` | fields | right all the same |", "|---|---|---|"]
    group = [one for one in all_outcomes if one.status == "check"]
    for name in sorted({name for one in group for name in one.failed}):
        found = [one for one in group if name in one.failed]
        rows.append(f"| `{name}` | {len(found)} | {_share(sum(one.right for one in found), len(found))} |")
    return rows
