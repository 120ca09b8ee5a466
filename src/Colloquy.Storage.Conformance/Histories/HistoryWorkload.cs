using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Represents a client that does random steps on one session, at the level of the port: it appends, forks, undoes, switches and deletes branches, writes state, repeats commits, takes and gives back the lease, and reads.</summary>
/// <remarks>Refusals are part of the work, and so are storages that fail: the client goes on with its next step. Several clients, each with a <see cref="HistoryStore"/> of its own, make a history that <see cref="HistoryLog"/> checks.</remarks>
/// <param name="store">The store, usually a <see cref="HistoryStore"/>.</param>
/// <param name="key">The session's whole key.</param>
/// <param name="seed">The seed of the choices.</param>
/// <param name="clock">The clock that dates entries; null for the clock of the system.</param>
public sealed class HistoryWorkload(ISessionStore store, SessionKey key, int seed, TimeProvider? clock = null)
{
    private readonly Random _random = new(seed);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{(ushort)seed:x4}");
    private SessionRecord? _record;
    private LeaseToken? _lease;
    private (CommitId Id, Commit Commit)? _last;
    private int _names;

    /// <summary>Gets the duration of the leases that the client takes.</summary>
    /// <value>The default is 30 ms, so that leases expire while a client that died or that was stopped holds them.</value>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Gets ids of commits whose outcome is not known, which the client makes again before its other steps.</summary>
    public IReadOnlyList<CommitId> Repeats { get; init; } = [];

    /// <summary>Lets the store's time pass; null when it passes by itself.</summary>
    internal Action? LetTimePass { get; init; }

    /// <summary>Creates the session, and does the steps.</summary>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellationToken">Cancels the work between two steps.</param>
    public async Task RunAsync(int steps, CancellationToken cancellationToken = default)
    {
        await TryAsync(async () => _record = await store.CreateAsync(key, CancellationToken.None));
        foreach (var id in Repeats)
            await TryAsync(() => CommitAsync(writer => writer.Append(Message()), id));
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(StepAsync);
        }
    }

    /// <summary>Reads all that the session shows. Call it at the end, so that what was lost last is missed too.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task ReadAllAsync(CancellationToken cancellationToken = default)
    {
        if (await store.GetAsync(key, cancellationToken) is not { } record)
            return;

        await store.GetBranchesAsync(key, cancellationToken: cancellationToken);
        await store.ReadAsync(key, LogRead.All() with { Limit = LogRead.MaxLimit }, cancellationToken);
        await store.ReadAsync(key, LogRead.Forth(record.Head) with { Limit = LogRead.MaxLimit }, cancellationToken);
        await store.ReadStateAsync(key, record.Head, cancellationToken: cancellationToken);
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception error) when (error is ColloquyException or ArgumentException)
        {
            // It is in the history, which tells whether it was right.
        }
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 26 => CommitAsync(writer => Append(writer, Message)),
        < 34 => CommitAsync(writer => Append(writer, () => new StateBody($"key {_random.Next(3)}") { Value = JsonElement.Parse(_random.Next(100).ToString(CultureInfo.InvariantCulture)) })),
        < 42 => ForkAsync(),
        < 50 => UndoAsync(),
        < 54 => ChangeBranchAsync(BranchChange.BecameCurrent),
        < 57 => ChangeBranchAsync(BranchChange.Deleted),
        < 64 => RepeatAsync(),
        < 78 => LeaseAsync(),
        < 85 => ReadAsync(),
        < 90 => ReadStateAsync(),
        < 94 => store.GetBranchesAsync(key, cancellationToken: CancellationToken.None).AsTask(),
        < 98 => RefreshAsync(),
        _ => PassAsync(),
    };

    private void Append(EntryWriter writer, Func<EntryBody> next)
    {
        for (var count = _random.Next(1, 4); count > 0; count--)
            writer.Append(next());
    }

    private MessageBody Message() => new(new ChatMessage(ChatRole.User, string.Create(CultureInfo.InvariantCulture, $"{_name}: message {++_names}")));

    /// <summary>Makes a commit on what the client knows of the session, which may be out of date.</summary>
    private async Task CommitAsync(Action<EntryWriter> write, CommitId? id = null)
    {
        var record = _random.Next(6) > 0 || _record is null ? await RefreshAsync() : _record;
        if (record is null)
            return;

        await Crowd.LetOthersRunAsync();
        var writer = new EntryWriter(record, _clock);
        write(writer);
        if (writer.Pending.Count == 0)
            return;

        var lease = _random.Next(8) > 0 ? _lease : null;
        var commit = writer.TakeCommit(id ?? CommitId.New(_clock), lease, releasesLease: lease is not null && _random.Next(4) == 0);
        _last = (commit.Id, commit);
        await store.CommitAsync(key, commit, CancellationToken.None);
    }

    private async Task<SessionRecord?> RefreshAsync() => _record = await store.GetAsync(key, CancellationToken.None);

    private async Task ForkAsync()
    {
        var line = await ReadLineAsync();
        var at = line.Count == 0 ? Position.Start : line[_random.Next(line.Count)].Position;
        var name = string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_names}");
        await CommitAsync(writer =>
        {
            if (at > writer.Tip)
                return;
            writer.ChangeBranch(new BranchBody { Branch = name, Change = BranchChange.Made, Head = at, Source = writer.Branch });
            if (_random.Next(2) == 0)
                writer.ChangeBranch(new BranchBody { Branch = name, Change = BranchChange.BecameCurrent, Head = at, Source = writer.Branch });
        });
    }

    private async Task UndoAsync()
    {
        var line = await ReadLineAsync();
        if (line.Count > 0)
            await CommitAsync(writer => writer.MoveHead(line[_random.Next(line.Count)].Parent, "undo"));
    }

    private async Task ChangeBranchAsync(BranchChange change)
    {
        var branches = await store.GetBranchesAsync(key, cancellationToken: CancellationToken.None);
        await CommitAsync(writer =>
        {
            List<BranchHead> others = [.. branches.Where(branch => branch.Head is not null && branch.Name != writer.Branch)];
            if (others.Count == 0)
                return;
            var chosen = others[_random.Next(others.Count)];
            writer.ChangeBranch(new BranchBody { Branch = chosen.Name, Change = change, Head = chosen.Head!.Value });
        });
    }

    /// <summary>Makes the last commit again, as it was, or under its id at the newest tip.</summary>
    private Task RepeatAsync() => _last switch
    {
        null => RefreshAsync(),
        { Commit: var commit } when _random.Next(2) == 0 => store.CommitAsync(key, commit, CancellationToken.None).AsTask(),
        { Id: var id } => CommitAsync(writer => writer.Append(Message()), id),
    };

    private async Task LeaseAsync()
    {
        if (_lease is not { } token)
        {
            var answer = await store.LeaseAsync(key, LeaseRequest.Acquire(_name, LeaseDuration, LeasePlace.None), CancellationToken.None);
            _lease = answer.Token;
            return;
        }

        if (_random.Next(3) == 0)
        {
            await store.LeaseAsync(key, LeaseRequest.Renew(token, LeaseDuration), CancellationToken.None);
            return;
        }

        // Now and then it is kept in mind after it was given back, and the commits that name it are refused.
        if (_random.Next(4) > 0)
            _lease = null;
        await store.LeaseAsync(key, LeaseRequest.Release(token), CancellationToken.None);
    }

    private async Task ReadAsync()
    {
        var record = _random.Next(2) == 0 || _record is null ? await RefreshAsync() : _record;
        if (record is null)
            return;

        var after = new Position(Math.Max(0, record.Tip.Value - _random.Next(8)));
        LogRead read = _random.Next(3) switch
        {
            0 => LogRead.Back(record.Head) with { Limit = _random.Next(1, 8) },
            1 => LogRead.Forth(record.Head, after) with { Limit = 20 },
            _ => LogRead.All(after) with { Limit = 20 },
        };
        await store.ReadAsync(key, read, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Entry>> ReadLineAsync()
    {
        var record = await RefreshAsync();
        return record is null ? [] : (await store.ReadAsync(key, LogRead.Back(record.Head) with { Limit = 4 }, CancellationToken.None)).Entries;
    }

    private async Task ReadStateAsync()
    {
        if (await RefreshAsync() is { } record)
            await store.ReadStateAsync(key, record.Head, cancellationToken: CancellationToken.None);
    }

    private Task PassAsync()
    {
        LetTimePass?.Invoke();
        return Task.CompletedTask;
    }
}
