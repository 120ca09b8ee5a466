using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>Reads what servers list, entry by entry: one that cannot be used is left out, and the warning names it.</summary>
internal sealed class ServerLists(Action<string> warn)
{
    /// <summary>How many pages a listing has at most.</summary>
    private const int MostPages = 1000;

    /// <summary>Reads a listing to its end.</summary>
    /// <param name="property">The property that holds the entries.</param>
    /// <param name="ask">Asks for the page at a cursor; null for the first.</param>
    /// <param name="read">Reads an entry; null for one that is left out.</param>
    public async ValueTask<IReadOnlyList<T>> ReadAsync<T>(string property, Func<string?, ValueTask<JsonNode?>> ask, Func<JsonNode?, T?> read)
        where T : class
    {
        List<T> listed = [];
        HashSet<string> cursors = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await ask(cursor).ConfigureAwait(false);
            if ((page as JsonObject)?[property] is JsonArray entries)
                listed.AddRange(entries.Select(read).OfType<T>());
            else
                warn($"a list of {property} that is {((page as JsonObject)?[property] ?? page).Kind()}; it is taken to be empty.");

            var next = (page as JsonObject)?["nextCursor"];
            cursor = next is JsonValue ? next.ToString() : null;
            if (string.IsNullOrEmpty(cursor))
                return listed;
            if (!cursors.Add(cursor))
            {
                warn($"a list of {property} that does not end: its cursor '{Shorten(cursor)}' came twice. What was listed until then is used.");
                return listed;
            }
        }
        while (cursors.Count < MostPages);

        warn($"a list of {property} that does not end: it has more than {MostPages} pages. What was listed until then is used.");
        return listed;
    }

    public Tool? ReadTool(JsonNode? entry)
    {
        if (!IsNamed(entry, "tool", out var fields, out var name))
            return null;

        var schema = fields["inputSchema"];
        if (schema is not JsonObject of || of["type"].AsText() != "object")
        {
            var problem = schema is not JsonObject found ? $"is {(fields.ContainsKey("inputSchema") ? schema.Kind() : "missing")}" : found["type"] is null ? "has no type" : "is not that of an object";
            warn($"the tool '{name}' is left out, since its schema {problem}.");
            return null;
        }

        try
        {
            var tool = new Tool
            {
                Name = name,
                Title = fields["title"].AsText(),
                Description = fields["description"].AsText(),
                InputSchema = ToElement(schema),
                Annotations = ReadHints(fields["annotations"] as JsonObject),
            };
            if (fields["outputSchema"] is JsonObject output && output["type"].AsText() is not null)
                tool.OutputSchema = ToElement(output);
            return tool;
        }
        catch (ArgumentException e)
        {
            warn($"the tool '{name}' is left out: {e.Message}");
            return null;
        }
    }

    public Prompt? ReadPrompt(JsonNode? entry) => !IsNamed(entry, "prompt", out var fields, out var name) ? null : new Prompt
    {
        Name = name,
        Title = fields["title"].AsText(),
        Description = fields["description"].AsText(),
        Arguments = (fields["arguments"] as JsonArray)?.OfType<JsonObject>().Where(argument => argument["name"].AsWords() is not null).Select(argument => new PromptArgument
        {
            Name = argument["name"].AsText()!,
            Title = argument["title"].AsText(),
            Description = argument["description"].AsText(),
            Required = argument["required"].IsTrue(),
        }).ToList(),
    };

    public Resource? ReadResource(JsonNode? entry) => !IsNamed(entry, "resource", out var fields, out var uri, "uri") ? null : new Resource
    {
        Uri = uri,
        Name = fields["name"].AsWords() ?? uri,
        Title = fields["title"].AsText(),
        Description = fields["description"].AsText(),
        MimeType = fields["mimeType"].AsText(),
    };

    public ResourceTemplate? ReadTemplate(JsonNode? entry) => !IsNamed(entry, "resource template", out var fields, out var uri, "uriTemplate") ? null : new ResourceTemplate
    {
        UriTemplate = uri,
        Name = fields["name"].AsWords() ?? uri,
        Title = fields["title"].AsText(),
        Description = fields["description"].AsText(),
        MimeType = fields["mimeType"].AsText(),
    };

    private bool IsNamed(JsonNode? entry, string what, out JsonObject fields, out string name, string key = "name")
    {
        fields = entry as JsonObject ?? [];
        name = fields[key].AsWords() ?? "";
        if (name.Length > 0)
            return true;

        warn(entry is JsonObject ? $"a {what} is left out, since its {key} is {fields[key].Kind()}: {Shorten(WireText.Write(entry))}" : $"a {what} is left out, since it is {entry.Kind()}.");
        return false;
    }

    // A hint that cannot be read is none where it would free a tool, and stands where it holds one back.
    private static ToolAnnotations? ReadHints(JsonObject? hints) => hints is null ? null : new ToolAnnotations
    {
        Title = hints["title"].AsText(),
        ReadOnlyHint = Read(hints, "readOnlyHint", false),
        IdempotentHint = Read(hints, "idempotentHint", false),
        DestructiveHint = Read(hints, "destructiveHint", true),
        OpenWorldHint = Read(hints, "openWorldHint", true),
    };

    private static bool? Read(JsonObject hints, string name, bool otherwise) => hints[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValueKind() == JsonValueKind.True,
        _ => otherwise,
    };

    private static JsonElement ToElement(JsonNode node) => WireText.ElementOf(node);

    private static string Shorten(string text) => text.Length > 100 ? $"{text[..100]}…" : text;
}
