"""iCalendar files read back by a parser of another family: Mozilla's ical.js."""

import json
from typing import Any

from tests.npm import node, package

READ = """
import {{ readFileSync }} from "node:fs";
const {{ default: ICAL }} = await import("{module}");
const root = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const moment = (t) => t.isDate ? t.toString() : t.convertToZone(ICAL.Timezone.utcTimezone).toString();
console.log(JSON.stringify({{
  method: root.getFirstPropertyValue("method"),
  name: root.getFirstPropertyValue("x-wr-calname"),
  events: root.getAllSubcomponents("vevent").map((c) => new ICAL.Event(c)).map((e) => ({{
    uid: e.uid, summary: e.summary, start: moment(e.startDate), end: moment(e.endDate),
    location: e.location, description: e.description, sequence: e.sequence,
    status: e.component.getFirstPropertyValue("status"),
  }})),
}}));
"""


def read(ics: bytes) -> dict[str, Any]:
    module = package("ical.js", "2.2.1") / "dist" / "ical.js"
    found: dict[str, Any] = json.loads(
        node(READ.format(module=module.as_uri()), ics.decode())
    )
    return found
