using System.Threading.Channels;
using Colloquy.Storage;

namespace Colloquy.Postgres.Tests.Signals;

/// <summary>What a listener was told, in order.</summary>
internal sealed class Told
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<SessionChanges> _changes = Channel.CreateUnbounded<SessionChanges>();

    public void Add(SessionChanges changes) => _changes.Writer.TryWrite(changes);

    public async Task<SessionChanges> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _changes.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Waits until something is told that a condition holds for.</summary>
    public async Task UntilAsync(Predicate<SessionChanges> holds)
    {
        while (!holds(await NextAsync()))
        {
        }
    }

    public IReadOnlyList<SessionChanges> TakeAll()
    {
        var all = new List<SessionChanges>();
        while (_changes.Reader.TryRead(out var changes))
            all.Add(changes);
        return all;
    }
}
