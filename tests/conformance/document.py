"""OCTO's own OpenAPI document as a judge of answers; fetched from npm, never committed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from tests.npm import package


def asking_for(products: list[Any], folder: Path) -> Path:
    """A copy whose request bodies name what is for sale, so that questions get past the ids."""
    options = [option for product in products for option in product["options"]]
    known = {
        "productId": [product["id"] for product in products],
        "optionId": [option["id"] for option in options],
        "unitId": [unit["id"] for option in options for unit in option["units"]],
    }
    told = yaml.load(path().read_text(), yaml.CSafeLoader)
    for name, schema in told["components"]["schemas"].items():
        if name.endswith(("Body", "BookingUnitItem")):
            for field, values in known.items():
                if field in schema.get("properties", {}):
                    schema["properties"][field]["enum"] = sorted(set(values))
    copy = folder / "openapi.json"
    copy.write_text(json.dumps(told, default=str))
    return copy


def path() -> Path:
    return package("@octocloud/types", "2.0.4") / "src" / "openapi.yaml"


@cache
def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path().read_text(), yaml.CSafeLoader)
    return {"components": {"schemas": _plain(found["components"]["schemas"])}}


def _plain(part: Any) -> Any:
    """OpenAPI 3.0's `nullable` in the words of JSON Schema, also where `allOf` names an object."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _plain(value) for key, value in part.items() if key != "nullable"}
    if part.get("nullable") is True:
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


@cache
def _judge(name: str) -> Any:
    schema = {"$ref": f"#/components/schemas/{name}", **_schemas()}
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


def faults(name: str, value: Any) -> list[str]:
    """What is wrong with `value` as the schema of this name."""
    return [f"{e.instance_path}: {e.message}" for e in _judge(name).iter_errors(value)]
