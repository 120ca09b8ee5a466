namespace Colloquy.Models.Tests;

/// <summary>Responses as OpenAI writes them.</summary>
public static class ResponseWire
{
    public static WireReply Of(string items, string status = "completed", string more = "") => WireReply.Json(Body(items, status, more));

    public static string Body(string items, string status = "completed", string more = "", bool usage = true) =>
        $$"""{"id":"resp_1","object":"response","created_at":1700000000,"status":"{{status}}","model":"gpt-5-mini-2025","output":[{{items}}],"parallel_tool_calls":true,"tools":[]{{more}}{{(usage ? ",\"usage\":" + Usage : "")}}}""";

    public static string Text(string text) =>
        $$"""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"{{text}}","annotations":[]}]}""";

    public static string Call(string id, string name, string arguments) =>
        $$"""{"type":"function_call","id":"fc_{{id}}","call_id":"{{id}}","name":"{{name}}","arguments":"{{arguments.Replace("\"", "\\\"", StringComparison.Ordinal)}}","status":"completed"}""";

    public static string Reasoning(string summary, string sealedText) =>
        $$"""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"{{summary}}"}],"encrypted_content":"{{sealedText}}"}""";

    public static string Event(string type, string fields) => $$"""{"type":"{{type}}","sequence_number":1,{{fields}}}""";

    public static string Created => Event("response.created", $"\"response\":{Body("", "in_progress", usage: false)}");

    public static string TextDelta(string delta) =>
        Event("response.output_text.delta", $$""" "item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{delta}}","logprobs":[]""");

    public static string Done(string item) => Event("response.output_item.done", $"\"output_index\":0,\"item\":{item}");

    public static string Completed(string items, string status = "completed", string more = "") =>
        Event($"response.{status}", $"\"response\":{Body(items, status, more)}");

    private const string Usage = """{"input_tokens":20,"input_tokens_details":{"cached_tokens":16},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":27}""";
}
