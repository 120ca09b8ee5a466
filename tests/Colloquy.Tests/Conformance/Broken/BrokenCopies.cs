using System.Runtime.CompilerServices;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Forgets which commits were made when it copies.</summary>
public sealed class CopiesNoReceipts(TimeProvider clock) : BrokenStore(clock)
{
    public override async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var part in base.CopyAsync(key, cancellationToken))
            yield return part with { Receipts = [] };
    }
}

/// <summary>Gives entries new salts when it restores them.</summary>
public sealed class RestoresWithoutSalts(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => base.RestoreAsync(
        key,
        parts.Select(part => part with { Entries = [.. part.Entries.Select(entry => entry with { Salt = default })] }),
        cancellationToken);
}

/// <summary>Shows a session while its parts are still read.</summary>
public sealed class ShowsPartsOfASession(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(key, cancellationToken) is not null)
            return null;

        await CreateAsync(key, cancellationToken);
        var whole = await SessionPart.CollectAsync(parts, cancellationToken);
        await DeleteAsync(key, cancellationToken);
        return await base.RestoreAsync(key, new[] { whole }.ToAsyncEnumerable(), cancellationToken);
    }
}

/// <summary>Tells of commits only.</summary>
public sealed class TellsOfNoReleases(TimeProvider clock) : BrokenStore(clock), IChangeSignal
{
    private readonly LocalChangeSignal _changes = new();

    public ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default) => _changes.ListenAsync(key, changed, cancellationToken);

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        _changes.Send(key, SessionChanges.Log);
        return receipt;
    }

    public override async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        var isDeleted = await base.DeleteAsync(key, cancellationToken);
        _changes.Send(key, SessionChanges.Log);
        return isDeleted;
    }
}

/// <summary>Tells everybody of every session.</summary>
public sealed class TellsOfOtherSessions(TimeProvider clock) : BrokenStore(clock), IChangeSignal
{
    private static readonly SessionKey Any = new("any");
    private readonly LocalChangeSignal _changes = new();

    public ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default) => _changes.ListenAsync(Any, changed, cancellationToken);

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        _changes.Send(Any, SessionChanges.Log);
        return receipt;
    }
}
