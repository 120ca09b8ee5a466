using System.Collections.Concurrent;
using Colloquy.Storage;

namespace Colloquy.Testing;

/// <summary>The handle of one process on the store of a conversation. When the process is lost, it refuses all calls.</summary>
internal sealed class FencedStore(ISessionStore inner, ProcessFence fence) : DelegatingSessionStore(inner)
{
    private readonly ConcurrentDictionary<Type, object> _parts = new();

    protected override ISessionStore Inner
    {
        get
        {
            fence.ThrowIfLost();
            return base.Inner;
        }
    }

    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        return await base.CreateAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        return await base.SetDetailsAsync(key, details, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        var receipt = await base.CommitAsync(key, commit, cancellationToken).ConfigureAwait(false);
        if (commit.ReleasesLease)
            fence.NoteLease(key, null);
        return receipt;
    }

    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        return await base.RestoreAsync(key, parts, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        var answer = await base.LeaseAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome == LeaseOutcome.Granted || request.Action == LeaseAction.Release)
            fence.NoteLease(key, answer.Token);
        return answer;
    }

    public override async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        using var write = fence.BeginWrite();
        return await base.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fences optional parts too: usage, state of owners, memories.</summary>
    public override object? GetService(Type serviceType) => base.GetService(serviceType) switch
    {
        null => null,
        var part when ReferenceEquals(part, this) || !serviceType.IsInterface => part,
        var part => _parts.GetOrAdd(serviceType, type => FencedPart.Of(type, part, fence)),
    };

#pragma warning disable CA2215 // The conversation owns the inner store, and disposes of it.
    /// <summary>Leaves the store open: the conversation owns it.</summary>
    public override ValueTask DisposeAsync() => default;

    protected override void Dispose(bool disposing)
    {
    }
}
