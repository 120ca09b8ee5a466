using System.Text.Json;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Agents.AI.Workflows.Checkpointing;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Keeps the checkpoints of workflows in a store, each workflow run in a session of its own.</summary>
/// <remarks>
/// The session's id is that of the workflow run. A checkpoint is one message of the session, with role <c>checkpoint</c>; the session's state names them in the order of their creation.
/// Retention, encryption and deletion work as for any session. Many threads and processes may use the store.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="keyOf">Returns the session's key for the id of a workflow run; null for that id, without a user, in app <see cref="DefaultApp"/>.</param>
public sealed class ColloquyCheckpointStore(ISessionStore store, Func<string, SessionKey>? keyOf = null) : JsonCheckpointStore
{
    /// <summary>The app of the sessions when no function for keys is given.</summary>
    public const string DefaultApp = "workflows";

    private const string IndexName = "checkpoints";
    private static readonly ChatRole Role = new("checkpoint");

    private readonly ISessionStore _store = store ?? throw new ArgumentNullException(nameof(store));
    private readonly Func<string, SessionKey> _keyOf = keyOf ?? (static id => new SessionKey(id, user: null, DefaultApp));

    /// <inheritdoc />
    public override async ValueTask<CheckpointInfo> CreateCheckpointAsync(string sessionId, JsonElement value, CheckpointInfo? parent = null)
    {
        var session = await _store.OpenAsync(_keyOf(sessionId)).ConfigureAwait(false);
        var id = SessionId.New();
        var data = JsonSerializer.SerializeToUtf8Bytes(value, CheckpointJson.Default.JsonElement);
        await session.AddAsync(new ChatMessage(Role, [new DataContent(data, "application/json")]) { MessageId = id }).ConfigureAwait(false);
        var position = await FindAsync(session, id).ConfigureAwait(false);

        // After a crash before this, the message stays, and the index does not name it.
        var entry = JsonSerializer.SerializeToElement(new CheckpointEntry(position.Value, parent?.CheckpointId), CheckpointJson.Default.CheckpointEntry);
        await session.State.WithPrefix(IndexName).SetAsync(id, entry).ConfigureAwait(false);
        return new CheckpointInfo(sessionId, id);
    }

    /// <inheritdoc />
    /// <exception cref="KeyNotFoundException">There is no such checkpoint.</exception>
    public override async ValueTask<JsonElement> RetrieveCheckpointAsync(string sessionId, CheckpointInfo key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (await _store.FindAsync(_keyOf(sessionId)).ConfigureAwait(false) is { } session
            && await session.State.WithPrefix(IndexName).FindAsync(key.CheckpointId).ConfigureAwait(false) is { } found
            && Read(found) is { } entry
            && await session.GetItemsAsync(1, before: new Position(entry.Position + 1)).ConfigureAwait(false) is [{ Message.Contents: [DataContent content] }])
        {
            return JsonElement.Parse(content.Data.Span);
        }

        throw new KeyNotFoundException($"Workflow run '{sessionId}' has no checkpoint '{key.CheckpointId}' in the store: it was pruned or deleted, or it is a checkpoint of another run.");
    }

    /// <inheritdoc />
    public override async ValueTask<IEnumerable<CheckpointInfo>> RetrieveIndexAsync(string sessionId, CheckpointInfo? withParent = null)
    {
        if (await _store.FindAsync(_keyOf(sessionId)).ConfigureAwait(false) is not { } session)
            return [];

        var entries = await session.State.WithPrefix(IndexName).ListAsync().ConfigureAwait(false);
        return [.. entries.OrderBy(entry => entry.Version.Value).Where(entry => withParent is null || Read(entry).Parent == withParent.CheckpointId).Select(entry => new CheckpointInfo(sessionId, entry.Key))];
    }

    private static CheckpointEntry Read(StateEntry entry) => entry.Value.Deserialize(CheckpointJson.Default.CheckpointEntry)!;

    private static async Task<Position> FindAsync(Session session, string id)
    {
        // Others may have written after it.
        for (var limit = 1; ; limit *= 4)
        {
            var items = await session.GetItemsAsync(limit).ConfigureAwait(false);
            if (items.FirstOrDefault(item => item.Message.MessageId == id) is { } found)
                return found.Position;
            if (items.Count < limit)
                throw new InvalidOperationException($"Session {session.Key} does not contain the checkpoint that was just written, because it was undone or cleared meanwhile. Use a key for workflows that nothing else writes to.");
        }
    }
}
