using System.Text.Json.Nodes;

namespace Colloquy.Mcp;

/// <summary>Corrects how servers introduce themselves: a field of a wrong form is left out, and does not keep the server from being used.</summary>
internal static class Handshake
{
    private static readonly string[] Capabilities = ["tools", "prompts", "resources", "completions", "logging", "experimental", "extensions", "tasks"];
    private static readonly string[] Flags = ["listChanged", "subscribe"];

    public static (JsonNode? Result, JsonObject? Error) Correct(OpenRequest request, JsonNode? result) => request.Method switch
    {
        "initialize" => (Introduce(result as JsonObject ?? [], request.Version ?? "2025-06-18"), null),

        // A server that knows nothing of the method, and answers it nevertheless: as an error it is asked for the older handshake.
        "server/discover" when result is not JsonObject { } found || found["supportedVersions"] is not JsonArray { Count: > 0 } versions || versions.Any(version => version.AsText() is null)
            => (null, new JsonObject { ["code"] = -32601, ["message"] = "There is no such method." }),
        "server/discover" => (Describe((JsonObject)result!), null),
        _ => (WithoutOddType(result), null),
    };

    private static JsonObject Introduce(JsonObject result, string version)
    {
        Describe(result);
        if (result["protocolVersion"].AsText() is null)
            result["protocolVersion"] = version;

        var info = result["serverInfo"] as JsonObject;
        result["serverInfo"] = new JsonObject { ["name"] = info?["name"].AsText() ?? "server", ["version"] = info?["version"].AsText() ?? "" };
        return result;
    }

    private static JsonObject Describe(JsonObject result)
    {
        if (result["instructions"].AsText() is null)
            result.Remove("instructions");
        if (result["_meta"] is not JsonObject)
            result.Remove("_meta");

        var said = result["capabilities"] as JsonObject ?? [];
        result.Remove("capabilities");
        var capabilities = new JsonObject();
        foreach (var name in Capabilities)
        {
            var capability = said[name] as JsonObject ?? (said[name].IsTrue() ? [] : null);
            if (capability is null)
                continue;

            said.Remove(name);
            foreach (var flag in Flags)
            {
                if (capability[flag] is JsonValue value && value.GetValueKind() is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False))
                    capability.Remove(flag);
            }

            capabilities[name] = capability;
        }

        result["capabilities"] = capabilities;
        return result;
    }

    // What a result is of, where it is said at all, is said in text.
    private static JsonNode? WithoutOddType(JsonNode? result)
    {
        if (result is JsonObject fields && fields["resultType"].AsText() is null)
            fields.Remove("resultType");
        return result;
    }
}
