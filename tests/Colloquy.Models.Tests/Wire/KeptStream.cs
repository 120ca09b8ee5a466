using System.Text.Json.Nodes;

namespace Colloquy.Models.Tests;

/// <summary>Streams a response as OpenAI does: text word by word, then each item whole, then the whole response.</summary>
internal static class KeptStream
{
    public static WireReply Of(JsonObject response)
    {
        var begun = response.DeepClone().AsObject();
        (begun["status"], begun["output"]) = ("in_progress", new JsonArray());
        begun.Remove("usage");
        List<string> events = [Event("response.created", new JsonObject { ["response"] = begun })];
        foreach (var item in response["output"]!.AsArray().Select(item => item!.AsObject()))
        {
            if (item["type"]!.ToString() == "message")
                events.AddRange(item["content"]![0]!["text"]!.ToString().Split(' ').Select((word, i) => Delta(item, i == 0 ? word : " " + word)));
            events.Add(Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = item.DeepClone() }));
        }

        return WireReply.Events([.. events, Event("response.completed", new JsonObject { ["response"] = response.DeepClone() })]);
    }

    private static string Delta(JsonObject item, string text) => Event("response.output_text.delta", new JsonObject
    {
        ["item_id"] = item["id"]!.ToString(), ["output_index"] = 0, ["content_index"] = 0, ["delta"] = text, ["logprobs"] = new JsonArray(),
    });

    private static string Event(string type, JsonObject fields)
    {
        fields.Insert(0, "type", type);
        fields.Insert(1, "sequence_number", 1);
        return fields.ToJsonString();
    }
}
