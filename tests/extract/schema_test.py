#!/usr/bin/python3
"""schema_test.py ZHAOLU SOURCE: every JSON the program prints obeys the schema it prints, and the schema refuses what
the contract does not allow. The true text of each sample gives the sample's record."""
import copy
import json
import pathlib
import subprocess
import sys

import jsonschema

ZHAOLU, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*arguments, text=None):
    done = subprocess.run([ZHAOLU, *map(str, arguments)], input=text, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def sample_text(folder):
    pages = sorted(folder.glob("page-*.txt"), key=lambda path: int(path.stem.split("-")[1]))
    return "\f".join(page.read_text() for page in pages)


def value_is(value, expected):
    """An expected business may leave out what its field does not print, and give its terms in one."""
    if isinstance(expected, list) and all(isinstance(one, str) for one in expected):
        return "".join(value or []) == "".join(expected)
    if isinstance(expected, list):
        return len(value or []) == len(expected) and all(map(value_is, value, expected))
    if isinstance(expected, dict):
        return all(value_is(value.get(key), wanted) for key, wanted in expected.items())
    return value == expected


def check_sample(validator, folder):
    document = json.loads(run("fix", "-f", "json", "-", text=sample_text(folder)))
    validator.validate(document)
    expected = json.loads((folder / "expected.json").read_text())["record"]
    record = document["records"][0]
    assert record["type"] == expected["type"], (folder.name, record["type"])
    for name, value in expected["fields"].items():
        got = record["fields"].get(name, {}).get("value")
        assert value_is(got, value), (folder.name, name, got, value)
    for got, clause in zip(record["provisions"], expected.get("provisions", []), strict=True):
        assert value_is(got, clause), (folder.name, got, clause)
    return document


def check_profile_sample(validator):
    folder = SOURCE / "samples" / "profile"
    document = json.loads(
        run("fix", "-f", "json", "--profile", folder / "fishing_permit.yaml", folder / "fishing_permit.txt"))
    validator.validate(document)
    values = {name: field["value"] for name, field in document["records"][0]["fields"].items()}
    assert values == {
        "number": "鲁渔捕0042", "ship_name": "听松一号", "owner": "重庆云岫渔业有限公司", "engine_power": "三百千瓦",
        "gear": "刺网黄海北部", "valid_until": "2031-01-02"}, values


def check_refusals(validator, good):
    """Each change breaks one promise of the contract."""
    number = ("records", 0, "fields", "licence_number")
    changes = [
        (("schema",), "zhaolu/1"), (("status",), "fine"), (("pages", 0, "status"), "duplicate"),
        (("pages", 0, "rotation"), 45), (("pages", 0, "lines", 0, "box"), [1, 2, 3]),
        (("pages", 0, "lines", 0, "confidence"), 1.5), ((*number, "status"), "missing"), ((*number, "value"), None),
        ((*number, "source"), "guess"), ((*number, "checks"), [{"name": "x"}]),
        (("records", 0, "pages"), [0]), (("records", 0, "region"), [1, 2]),
        (("records", 0, "fields", "issue_date", "value"), "2024年7月9日"),
        (("records", 0, "fields", "business", "value"), [{"name": "国内呼叫中心业务"}]),
    ]
    for path, value in changes:
        bad = copy.deepcopy(good)
        place = bad
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not validator.is_valid(bad), f"the schema lets {path} be {value!r}"


def main():
    schema = json.loads(run("schema"))
    assert schema == json.loads((SOURCE / "data" / "zhaolu.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = sorted(path.parent for path in SOURCE.glob("samples/*/expected.json"))
    assert samples, "no samples"
    documents = {folder.name: check_sample(validator, folder) for folder in samples}
    check_profile_sample(validator)
    check_refusals(validator, documents["telecom-front"])


if __name__ == "__main__":
    main()
