using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>What a request has beside messages, as requests are compared: instructions, tools and other options, as canonical JSON.</summary>
internal sealed record RequestSettings(string Json)
{
    private static readonly ConditionalWeakTable<AITool, string> s_hashes = [];

    public static RequestSettings Of(ChatOptions? options, RequestText text)
    {
        if (options is null)
            return new RequestSettings("{}");

        var bare = options.Clone();
        (bare.Instructions, bare.Tools, bare.ConversationId, bare.RawRepresentationFactory) = (null, null, null, null);
        return Of(options.Instructions, CassetteJson.ToElement(bare), options.Tools?.Select(tool => (tool.Name, HashOf(tool))) ?? [], text);
    }

    /// <summary>Makes settings of their parts.</summary>
    public static RequestSettings Of(string? instructions, JsonElement options, IEnumerable<(string Name, string Hash)> tools, RequestText text)
    {
        var settings = new JsonObject();
        if (!string.IsNullOrEmpty(instructions))
            settings["instructions"] = instructions;
        if (options.ValueKind == JsonValueKind.Object && JsonObject.Create(options) is { } rest && WithoutConversation(rest).Count > 0)
            settings["options"] = rest;
        var hashes = new JsonObject();
        foreach (var (name, hash) in tools)
            hashes[name] = hash;
        if (hashes.Count > 0)
            settings["tools"] = hashes;
        return new RequestSettings(text.Of(JsonSerializer.SerializeToElement(settings, CassetteJson.Options)));
    }

    private static JsonObject WithoutConversation(JsonObject options)
    {
        options.Remove("conversationId");
        return options;
    }

    /// <summary>Returns the hash of what a model is shown of a tool, beside its name.</summary>
    private static string HashOf(AITool tool) => s_hashes.GetValue(tool, static tool =>
    {
        var shown = tool is AIFunctionDeclaration function
            ? HashOf(function.Description, function.JsonSchema)
            : HashOf(tool.GetType().Name, null);
        return shown;
    });

    /// <summary>Returns the hash of a tool's description and schema.</summary>
    public static string HashOf(string description, JsonElement? schema)
    {
        var plain = new RequestText(new SecretScrubber([], [], new Dictionary<string, string>()), []);
        var json = $"{JsonSerializer.Serialize(description, CassetteJson.Options)}{(schema is { } given ? plain.Of(given) : "")}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 6));
    }
}
