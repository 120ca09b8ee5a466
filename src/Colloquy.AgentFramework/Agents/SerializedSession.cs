using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.AgentFramework;

/// <summary>The JSON form of a session: its handle, and the changes of the state bag that no run has committed yet.</summary>
/// <param name="Handle">The handle.</param>
/// <param name="Changes">The changes; null for none.</param>
internal sealed record SerializedSession(SessionHandle Handle, StateBagChanges? Changes)
{
    private const string HandleName = "session";
    private const string StateBagName = "stateBag";
    private const string RemovedName = "removed";

    public static JsonElement Write(ColloquyAgentSession session)
    {
        var json = new JsonObject { [HandleName] = JsonNode.Parse(session.Session.Handle.ToJson()) };
        if (session.FindChanges() is { IsEmpty: false } changes)
        {
            json[StateBagName] = StoredStateBag.Write(changes.Written);
            json[RemovedName] = new JsonArray([.. changes.Removed.Select(key => (JsonNode)JsonValue.Create(key)!)]);
        }

        return JsonElement.Parse(json.ToJsonString());
    }

    /// <exception cref="ArgumentException">The JSON is not a session that this class wrote.</exception>
    public static SerializedSession Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(HandleName, out var handle))
        {
            throw new ArgumentException(
                "The JSON is not a session of an agent that keeps its conversations in a Colloquy store. To continue a conversation that Agent Framework serialized, "
                + "create a session and add the messages of its state bag with GetColloquySession().AddAsync.",
                nameof(json));
        }

        if (!SessionHandle.TryParse(handle.GetRawText(), out var read, out var error))
            throw new ArgumentException($"The session cannot be restored: {error}", nameof(json));
        if (!json.TryGetProperty(StateBagName, out var written) || !json.TryGetProperty(RemovedName, out var removed))
            return new SerializedSession(read, Changes: null);

        return new SerializedSession(read, new StateBagChanges(
            written.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone()),
            [.. removed.EnumerateArray().Select(key => key.GetString()!)]));
    }
}
