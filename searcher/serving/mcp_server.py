"""The Model Context Protocol over standard input and output: each of `calls.CALLS` is a tool for agents."""

import json
from importlib.metadata import version
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from searcher.errors import SearcherError
from searcher.serving.calls import CALLS, Call
from searcher.serving.desk import Desk
from searcher.serving.parameters import read_object, schema_of

_INSTRUCTIONS = (
    "Full-text search over one library of documents in many languages. search finds documents, read_passage reads in "
    "one, find_similar finds the same story elsewhere, about_name sums up a name, find_entities tells what a thing is "
    "called in other languages, library_status what there is. Nothing here changes anything."
)
_TOOLS = {call.tool: call for call in CALLS}


async def serve(desk: Desk) -> None:
    """Answer on standard input and output until the input ends."""

    async def list_tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(call) for call in CALLS])

    async def call_tool(_: Any, params: CallToolRequestParams) -> CallToolResult:
        return await _answer(desk, params.name, params.arguments or {})

    server: Server[Any] = Server(
        "searcher",
        version=version("searcher"),
        title="searcher",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _tool(call: Call) -> Tool:
    return Tool(
        name=call.tool,
        title=call.title,
        description=call.what,
        input_schema=schema_of(call.parameters),
        output_schema=call.answer,
        annotations=ToolAnnotations(
            title=call.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def _answer(desk: Desk, tool: str, sent: dict[str, Any]) -> CallToolResult:
    """The answer as text and as a structure; what is wrong with the call in one line."""
    try:
        call = _TOOLS.get(tool)
        if call is None:
            raise SearcherError(f"{tool[:40]} is no tool here; there are {', '.join(_TOOLS)}")
        text = await desk.ask(call, read_object(call.parameters, sent))
    except SearcherError as error:
        return CallToolResult(content=[TextContent(type="text", text=str(error))], is_error=True)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=json.loads(text))
