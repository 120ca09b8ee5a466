namespace Colloquy.Models.Tests;

/// <summary>Messages as Anthropic writes them.</summary>
public static class AnthropicWire
{
    public static WireReply Of(string content, string stop = "end_turn") => WireReply.Json(
        $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5","content":[{{{content}}}],"stop_reason":"{{{stop}}}","stop_sequence":null,"usage":{"input_tokens":4,"cache_read_input_tokens":16,"cache_creation_input_tokens":0,"output_tokens":7}}""");

    public static string Text(string text) => $$"""{"type":"text","text":"{{text}}"}""";

    public static string ToolUse(string id, string name, string input) => $$"""{"type":"tool_use","id":"{{id}}","name":"{{name}}","input":{{input}}}""";

    public static WireReply Error(int status, string type, string message) =>
        WireReply.Json($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""", status);

    public static string Start => """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1}}}""";

    public static string BlockStart(int index, string block) => $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}""";

    public static string Delta(int index, string delta) => $$"""{"type":"content_block_delta","index":{{index}},"delta":{{delta}}}""";

    public static string TextDelta(string text) => Delta(0, $$"""{"type":"text_delta","text":"{{text}}"}""");

    public static string BlockStop(int index) => $$"""{"type":"content_block_stop","index":{{index}}}""";

    public static string[] End(string stop) =>
    [
        $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{stop}}}","stop_sequence":null},"usage":{"output_tokens":7}}""",
        """{"type":"message_stop"}""",
    ];
}
