using System.Text.Json;
using Microsoft.Agents.AI;

namespace Colloquy.AgentFramework;

/// <summary>Represents a session of Agent Framework whose conversation and state bag are in a session of a store.</summary>
/// <remarks>
/// The state bag is part of the session's state, under <c>agent_framework/</c>. A run reads it when it begins and commits its changes with the end of the turn,
/// so it follows undo and branches. Changes that are made between runs are committed with the next run.
/// </remarks>
public sealed class ColloquyAgentSession : AgentSession
{
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, JsonElement> _stored;

    internal ColloquyAgentSession(Session session, IReadOnlyDictionary<string, JsonElement> stored, StateBagChanges? unsaved = null)
        : base(StoredStateBag.Create(unsaved?.Apply(stored) ?? stored)) => (Session, _stored) = (session, stored);

    /// <summary>Gets the session in the store.</summary>
    public Session Session { get; }

    /// <summary>Reads the state bag from the store again, for example after an undo. Changes that no run has committed yet are kept.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RefreshAsync(CancellationToken cancellationToken = default) =>
        Take(await StoredStateBag.ReadAsync(Session.State, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(Session) ? Session : base.GetService(serviceType, serviceKey);

    /// <summary>Returns the changes of the state bag since it was read.</summary>
    internal StateBagChanges FindChanges()
    {
        lock (_gate)
            return StateBagChanges.Between(_stored, StoredStateBag.Read(StateBag));
    }

    /// <summary>Updates the state bag to what the store holds now. Changes that no run has committed yet are kept.</summary>
    internal void Take(IReadOnlyDictionary<string, JsonElement> stored)
    {
        lock (_gate)
        {
            // The same bag stays while nothing changed in the store: it holds objects that others may have taken from it.
            if (!StateBagChanges.Between(_stored, stored).IsEmpty)
                StateBag = StoredStateBag.Create(StateBagChanges.Between(_stored, StoredStateBag.Read(StateBag)).Apply(stored));
            _stored = stored;
        }
    }

    /// <summary>Notes that changes are in the store now.</summary>
    internal void Saved(StateBagChanges changes)
    {
        lock (_gate)
            _stored = changes.Apply(_stored);
    }
}
