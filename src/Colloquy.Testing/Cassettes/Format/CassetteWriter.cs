using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Writes a cassette as text.</summary>
internal static class CassetteWriter
{
    /// <summary>The last line, by which a cassette that was cut is known.</summary>
    public const string End = "...";

    public static string Write(CassetteFile file)
    {
        List<RequestSettings> settings = [];
        var tracks = file.Tracks
            .Where(track => track.Calls.Count > 0)
            .OrderBy(track => track.Trial).ThenBy(track => track.Fork, StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering))
            .Select(track => Write(track, file, settings)).ToList();
        var root = TapeNode.Map()
            .With("cassette", TapeNode.Of(CassetteFile.Version))
            .With("conversation", file.Conversation)
            .With("variant", file.Variant)
            .With("origin", file.Origin)
            .With("models", ListOf(file.Models.Select(Write)))
            .With("volatile", ListOf(file.Volatile.Select(field => TapeNode.Of(field))))
            .With("hosts", ListOf(file.Hosts.Select(Write)))
            .With("settings", ListOf(settings.Select(Write)))
            .With("tracks", TapeNode.List(tracks));
        return $"{TapeWriter.Write(root)}{End}\n";
    }

    private static TapeNode? ListOf(IEnumerable<TapeNode> items) => items.ToList() is { Count: > 0 } list ? TapeNode.List(list) : null;

    private static TapeNode Write(RecordedModel model) => TapeNode.Map().With("name", model.Name).With("provider", model.Provider).With("model", model.Model);

    private static TapeNode Write(RecordedHost host) => TapeNode.Map().With("name", host.Name).With("tools", TapeNode.List(host.Tools.Select(tool => TapeNode.Map()
        .With("name", tool.Name)
        .With("description", tool.Description.Length == 0 ? null : tool.Description)
        .With("schema", TapeNode.Of(tool.Schema))
        .With("returns", tool.Returns is { } returns ? TapeNode.Of(returns) : null)
        .With("idempotent", tool.IsIdempotent ? TapeNode.Literal("true") : null)
        .With("needs-approval", tool.NeedsApproval ? TapeNode.Literal("true") : null))));

    private static TapeNode Write(RequestSettings settings, int index)
    {
        var node = TapeNode.Map().With("id", TapeNode.Of(index + 1));
        foreach (var property in JsonElement.Parse(settings.Json, new JsonDocumentOptions { MaxDepth = 256 }).EnumerateObject())
            node.With(property.Name, TapeNode.Of(property.Value));
        return node;
    }

    private static TapeNode Write(RecordedTrack track, CassetteFile file, List<RequestSettings> settings)
    {
        var tables = MessageTables.Of(track, file);
        var node = TapeNode.Map();
        if (track.Trial != 1)
            node.With("trial", TapeNode.Of(track.Trial));
        if (track.Fork.Length > 0)
            node.Entries!.Add(("fork", TapeNode.Of(track.Fork)));
        return node.With("exchanges", TapeNode.List(track.Calls.Select(call => call switch
        {
            RecordedModelCall model => Write(model, tables, settings),
            RecordedToolCall tool => Write(tool),
            _ => throw new InvalidOperationException(),
        })));
    }

    private static TapeNode Write(RecordedModelCall call, MessageTables tables, List<RequestSettings> settings)
    {
        var index = settings.IndexOf(call.Request.Settings);
        if (index < 0)
        {
            index = settings.Count;
            settings.Add(call.Request.Settings);
        }

        var (window, added) = tables.Add(call);
        var response = call.Response;
        return TapeNode.Map()
            .With("turn", TapeNode.Of(call.Turn))
            .With("model", call.Request.Client)
            .With("settings", TapeNode.Of(index + 1))
            .With("continues", call.Request.Conversation)
            .With("window", window)
            .With("messages", ListOf(added.Select(MessageForm.Write)))
            .With("answer", TapeNode.List(response.Messages.Select(MessageForm.WriteAnswer)))
            .With("answered-by", response.ModelId)
            .With("finish", response.FinishReason)
            .With("usage", response.Usage is { } usage ? TapeNode.Of(JsonSerializer.SerializeToElement(usage, CassetteJson.Options), isFlow: true) : null)
            .With("conversation", response.Conversation)
            .With("cuts", response.Cuts is { } cuts ? TapeNode.List(cuts.Select(cut => TapeNode.Of(cut)), isFlow: true) : null);
    }

    private static TapeNode Write(RecordedToolCall call)
    {
        var node = TapeNode.Map()
            .With("turn", TapeNode.Of(call.Turn))
            .With(call.IsLook ? "look" : "call", call.Tool)
            .With("host", call.Host)
            .With("arguments", TapeNode.Of(call.Arguments));
        call.Outcome.WriteTo(node);
        return node;
    }
}
