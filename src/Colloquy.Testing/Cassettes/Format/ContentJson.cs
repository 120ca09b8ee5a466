using Colloquy.Extensibility;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Contents as JSON, under registered names. What has a name that is not known stays as it is.</summary>
internal static class ContentJson
{
    public static AIContent Read(JsonElement json)
    {
        try
        {
            return json.Deserialize<AIContent>(CassetteJson.Options) ?? new UnknownContent(json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return new UnknownContent(json);
        }
    }

    public static JsonElement Write(AIContent content) => content is UnknownContent unknown ? unknown.Raw : CassetteJson.ToElement(content);
}
