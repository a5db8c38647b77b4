#!/usr/bin/python3
"""A program for --extractor: the document comes as JSON on standard input, one record goes back on standard output."""
import json
import re
import sys

document = json.load(sys.stdin)
found = re.search("[鲁浙闽粤]渔捕[0-9]{4}", document["text"])
number = {"label": "编号", "value": found[0], "status": "check"} if found else {"value": None, "status": "missing"}
print(json.dumps({"type": "fishing_permit", "title": "渔业捕捞许可证", "fields": {"number": number}}, ensure_ascii=False))
