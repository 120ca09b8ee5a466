using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Agents.AI;

namespace Colloquy.AgentFramework;

/// <summary>The state bag as state of a session: each of its keys is a key of the session's state.</summary>
internal static class StoredStateBag
{
    /// <summary>The name under which the keys are in the session's state.</summary>
    public const string Name = "agent_framework";

    public static async ValueTask<IReadOnlyDictionary<string, JsonElement>> ReadAsync(SessionState state, CancellationToken cancellationToken) =>
        (await state.WithPrefix(Name).ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).ToDictionary(entry => entry.Key, entry => entry.Value);

    public static async ValueTask WriteAsync(SessionState state, StateBagChanges changes, CancellationToken cancellationToken)
    {
        var own = state.WithPrefix(Name);
        foreach (var key in changes.Removed)
            await own.RemoveAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (var (key, value) in changes.Written)
            await own.SetAsync(key, value, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    public static IReadOnlyDictionary<string, JsonElement> Read(AgentSessionStateBag bag) =>
        bag.Serialize().EnumerateObject().ToDictionary(property => property.Name, property => property.Value);

    public static AgentSessionStateBag Create(IReadOnlyDictionary<string, JsonElement> values) =>
        AgentSessionStateBag.Deserialize(JsonElement.Parse(Write(values).ToJsonString()));

    public static JsonObject Write(IReadOnlyDictionary<string, JsonElement> values)
    {
        var json = new JsonObject();
        foreach (var (key, value) in values)
            json[key] = value.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(value.GetRawText());
        return json;
    }
}
