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
        var settings = new JsonObject();
        if (!string.IsNullOrEmpty(options.Instructions))
            settings["instructions"] = options.Instructions;
        var rest = CassetteJson.ToElement(bare);
        if (rest.EnumerateObject().Any())
            settings["options"] = JsonObject.Create(rest);
        if (options.Tools is { Count: > 0 } tools)
        {
            var hashes = new JsonObject();
            foreach (var tool in tools)
                hashes[tool.Name] = HashOf(tool);
            settings["tools"] = hashes;
        }

        return new RequestSettings(text.Of(JsonSerializer.SerializeToElement(settings, CassetteJson.Options)));
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
