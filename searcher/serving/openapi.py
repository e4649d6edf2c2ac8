"""The description of the HTTP interface, as OpenAPI 3.1 has it; made of the same table that answers."""

from importlib.metadata import version

from searcher.serving.calls import CALLS, Call
from searcher.serving.guard import TOKEN
from searcher.serving.parameters import Schema, schema_of
from searcher.serving.shapes import FAULT

FAULTS = {
    400: "what was sent cannot be asked",
    401: "the token is missing or wrong",
    403: "asked on behalf of another page, or by another name of this machine",
    404: "there is no such document",
    408: "what was sent did not come in time",
    413: "more was sent than is read",
    415: "what was sent is no JSON",
    500: "the library cannot be read, or a fault of the program",
    503: "more is asked than is answered; ask again later",
    504: "it took longer than it may, and was given up",
}
"""Status → when it is answered."""


def description() -> Schema:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "searcher",
            "version": version("searcher"),
            "summary": "Full-text search over one library of documents in many languages; it only reads.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "security": [{"bearer": []}, {"address": []}],
        "paths": {f"/api/{call.name}": _path(call) for call in CALLS},
        "components": {
            "schemas": {**{_answer_name(call): call.answer for call in CALLS}, "Fault": FAULT},
            "responses": {str(status): _fault(what) for status, what in FAULTS.items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "address": {"type": "apiKey", "in": "query", "name": TOKEN},
            },
        },
    }


def _answer_name(call: Call) -> str:
    return f"{call.name.capitalize()}Answer"


def _path(call: Call) -> Schema:
    common: Schema = {"summary": call.title, "description": call.what, "responses": _responses(call)}
    parameters = [
        {
            "name": each.name,
            "in": "query",
            "description": each.what,
            "required": each.is_required,
            "schema": {name: value for name, value in each.schema.items() if name != "description"},
        }
        for each in call.parameters
    ]
    body = {"required": True, "content": {"application/json": {"schema": schema_of(call.parameters)}}}
    return {
        "get": {"operationId": call.name, "parameters": parameters, **common},
        "post": {"operationId": f"{call.name}_of_object", "requestBody": body, **common},
    }


def _responses(call: Call) -> Schema:
    shape = {"$ref": f"#/components/schemas/{_answer_name(call)}"}
    answer: Schema = {"description": "the answer", "content": {"application/json": {"schema": shape}}}
    return {"200": answer, **{str(status): {"$ref": f"#/components/responses/{status}"} for status in FAULTS}}


def _fault(what: str) -> Schema:
    return {"description": what, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}}
