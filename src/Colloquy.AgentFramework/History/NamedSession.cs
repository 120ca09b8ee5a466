using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;

namespace Colloquy.AgentFramework;

/// <summary>The session of the store that belongs to a session of Agent Framework: its handle is in the state bag, so it is serialized with it.</summary>
internal sealed class NamedSession(ISessionStore store, Func<SessionKey>? newKey)
{
    /// <summary>The key of the state bag.</summary>
    public const string StateKey = "colloquy_session";

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<AgentSessionStateBag, Task<Session>> _opening = [];

    /// <exception cref="InvalidOperationException">There is no session of Agent Framework.</exception>
    /// <exception cref="SessionNotFoundException">The session is not in the store.</exception>
    public async ValueTask<Session> OpenAsync(AgentSession? session, CancellationToken cancellationToken)
    {
        if (session is null)
            throw new InvalidOperationException("The run has no session, so its conversation cannot be kept. Create one with the agent's CreateSessionAsync, and pass it to each run.");
        if (session.GetService<Session>() is { } own)
            return own;
        if (FindOpening(session.StateBag, out var text) is { } opening)
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);

        var handle = SessionHandle.Parse(text!);
        return await store.FindAsync(handle, handle.Key.Owner, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(handle.Key);
    }

    /// <summary>Begins to create a session, or finds that it is being created for another run; null when the state bag names one.</summary>
    private Task<Session>? FindOpening(AgentSessionStateBag bag, out string? text)
    {
        lock (_gate)
        {
            if (bag.TryGetValue(StateKey, out text) && text is not null)
                return null;

            // One that has completed and is not in the bag has failed.
            if (!_opening.TryGetValue(bag, out var opening) || opening.IsCompleted)
                _opening.AddOrUpdate(bag, opening = CreateAsync(bag));
            return opening;
        }
    }

    private async Task<Session> CreateAsync(AgentSessionStateBag bag)
    {
        var opened = await store.OpenAsync(newKey?.Invoke() ?? new SessionKey(SessionId.New())).ConfigureAwait(false);
        bag.SetValue(StateKey, opened.Handle.ToJson());
        return opened;
    }
}
