using System.Runtime.ExceptionServices;

namespace Colloquy.Testing;

public sealed partial class Conversation
{
    /// <summary>Drops all that the agent has in memory, opens the store again, and creates the agent anew: what a restart of the application does. The tool hosts go on.</summary>
    /// <param name="cancellationToken">Cancels the restart.</param>
    /// <exception cref="InvalidOperationException">A turn runs.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        using var turn = Enter();
        await ReopenAsync(TokenOr(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Forks the conversation: what if it had gone on in another way? This conversation stays as it is.</summary>
    /// <param name="afterTurn">The number of the last turn that the fork keeps, from 0; null for all turns.</param>
    /// <param name="cancellationToken">Cancels the fork.</param>
    /// <returns>The fork. The caller disposes it, before this conversation.</returns>
    /// <remarks>The fork has tool hosts of its own. The calls that the kept turns made are repeated on them, in order, so that they have the same state.</remarks>
    public Task<Conversation> ForkAsync(int? afterTurn = null, CancellationToken cancellationToken = default)
    {
        var kept = afterTurn ?? _turns.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(kept, nameof(afterTurn));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kept, _turns.Count, nameof(afterTurn));
        return ForkAsync(kept, [], cancellationToken);
    }

    /// <summary>Forks the conversation as it would be without one of its turns.</summary>
    /// <param name="turnNumber">The number of the turn to leave out, from 1. Later turns are kept.</param>
    /// <param name="cancellationToken">Cancels the fork.</param>
    /// <returns>The fork. The caller disposes it, before this conversation.</returns>
    public Task<Conversation> ForkWithoutTurnAsync(int turnNumber, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turnNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(turnNumber, _turns.Count);
        return ForkAsync(turnNumber - 1, [.. _turns.Skip(turnNumber)], cancellationToken);
    }

    private static async Task<Conversation> StartAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var host in conversation._builder.ToolHosts)
                conversation._hosts.Add(await RunningToolHost.StartAsync(conversation._builder.ExtensionsInOrder.Aggregate(host, (inner, extension) => extension.WrapToolHost(inner)), conversation._sink, conversation._builder.TimeProvider, cancellationToken).ConfigureAwait(false));
            foreach (var extension in conversation._builder.Extensions)
                extension.OnHostsStarted(conversation);
            await conversation.OpenTargetAsync(cancellationToken).ConfigureAwait(false);
            return conversation;
        }
        catch (Exception error)
        {
            try
            {
                await conversation.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception second)
            {
                throw new AggregateException($"The conversation '{conversation.FullName}' did not start, and what had started did not end cleanly.", error, second);
            }

            ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }

    private async Task<Conversation> ForkAsync(int kept, IReadOnlyList<TurnResult> later, CancellationToken cancellationToken)
    {
        using var turn = Enter();
        cancellationToken = TokenOr(cancellationToken);
        var builder = new ConversationBuilder(Name, Variant) { Parent = this, Trial = Trial };
        foreach (var extension in _given.Select(given => given.Fork()).OfType<ConversationExtension>())
            builder.AddExtension(extension);
        var fork = Configure(builder, _configure, this);
        fork.CancellationToken = CancellationToken;
        fork._store = _store;
        fork._ownsStore = false;
        await StartAsync(fork, cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<TurnResult> turns = [.. _turns.Take(kept)];
            IReadOnlyList<ChatMessage> added = [.. later.SelectMany(result => result.Input.Concat(result.Output))];
            fork._turns.AddRange(turns);
            fork._messages = [.. turns.Count == 0 ? [] : turns[^1].Messages, .. added];
            foreach (var call in turns.Concat(later).SelectMany(result => result.ToolCalls).Where(call => call is { WasExecuted: true, Host: not null }))
                await fork.ToolHost(call.Host!).RepeatAsync(call, cancellationToken).ConfigureAwait(false);
            await fork.Target.ContinueFromAsync(new TargetHistory { Source = Session, AfterTurn = turns.LastOrDefault(result => result.SessionTurn is not null)?.SessionTurn ?? 0, Messages = Session is null ? fork._messages : added }, cancellationToken).ConfigureAwait(false);
            return fork;
        }
        catch
        {
            await fork.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns what another conversation of the same form would be made of. It does not start.</summary>
    internal ConversationBuilder ConfigureAnew()
    {
        var builder = new ConversationBuilder(Name, Variant);
        _configure(builder);
        return builder;
    }

    /// <summary>Drops the agent and what it has in memory, and creates it again on the same store and branch.</summary>
    internal async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        var (key, branch) = (Session?.Key, Session?.Branch);
        await CloseTargetAsync().ConfigureAwait(false);
        await OpenTargetAsync(cancellationToken).ConfigureAwait(false);
        if (Target is AgentTarget agent && key is not null)
            await agent.ReturnToAsync(key, branch!, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask OpenTargetAsync(CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            var store = _builder.OpenStore is { } open ? await open(cancellationToken).ConfigureAwait(false) : new InMemorySessionStore();
            _store = _builder.ExtensionsInOrder.Aggregate(store, (inner, extension) => extension.WrapStore(inner));
        }

        await _fence.ExpireLeasesAsync(_store, cancellationToken).ConfigureAwait(false);
        var create = _builder.CreateTarget ?? throw new InvalidOperationException($"The conversation '{FullName}' tests nothing. Call {nameof(ConversationBuilder.UseAgent)}, {nameof(ConversationBuilder.UseChatClient)} or {nameof(ConversationBuilder.UseTarget)} when you configure it.");
        _fence = new ProcessFence();
        _target = create(new ConversationParts(_builder, _sink, _fence, _mark, ConversationId, _store, _hosts));
        _tested = _target;
        await _target.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CloseTargetAsync()
    {
        var target = _target;
        _target = null;
        try
        {
            if (target is not null)
                await target.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) when (_fence.IsLost)
        {
            // A process that is lost ends no further than it had come.
        }

        // What still runs of the old process has no effect on the new one.
        await _fence.LoseAsync().ConfigureAwait(false);

        // A store in memory is all that is left of it after a restart, so it stays open until the conversation ends.
        if (_store is { } store && _ownsStore && (_disposed || _builder.OpenStore is not null))
        {
            _store = null;
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
