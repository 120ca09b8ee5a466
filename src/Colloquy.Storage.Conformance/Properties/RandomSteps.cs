using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Takes random steps on a store and on a model of it, and compares what both then say.</summary>
internal sealed class RandomSteps(ISessionStore store, FakeTimeProvider clock, int seed)
{
    private const int Users = 2;
    private static readonly SessionActivity[] Activities = [SessionActivity.Idle, SessionActivity.Running, SessionActivity.Closed];

    private readonly Random _random = new(seed);
    private readonly Dictionary<SessionKey, SessionModel> _models = [];
    private readonly List<SessionKey> _keys = [.. Enumerable.Range(0, Users * 2).Select(i => new SessionKey($"session {i / Users}", $"user {i % Users}"))];
    private readonly List<string> _trace = [];
    private int _names;

    public Task RunAsync(int count) => TryAsync(async () =>
    {
        for (var step = 0; step < count; step++)
        {
            Wait();
            var key = _keys[Math.Min(_random.Next(_keys.Count), _random.Next(_keys.Count))];
            if (_models.TryGetValue(key, out var model))
                await StepAsync(model);
            else
                await CreateAsync(key);

            await CompareAsync(key);
        }
    });

    /// <summary>Asks for the lease of one session again and again, so that holders and waiters meet as they rarely do among other steps.</summary>
    public Task RunLeaseAsync(SessionKey key, int count) => TryAsync(async () =>
    {
        await CreateAsync(key);
        for (var step = 0; step < count; step++)
        {
            Wait();
            await LeaseAsync(_models[key]);
            Check.Record(_models[key].RecordAt(clock.GetUtcNow()), (await store.GetAsync(key))!, "the record");
        }
    });

    private async Task TryAsync(Func<Task> steps)
    {
        try
        {
            await steps();
        }
        catch (Exception error)
        {
            var last = string.Join("; ", _trace.TakeLast(12));
            throw new ConformanceException($"{error.Message} That was after {_trace.Count} steps, the last of which were: {last}. Set {RandomSeed.Variable}={seed} to take the same steps again.", error);
        }
    }

    /// <summary>Moves the clock, sometimes back.</summary>
    private void Wait() => clock.Move(TimeSpan.FromMilliseconds(_random.Next(-500, 1_000)));

    private async Task CreateAsync(SessionKey key)
    {
        _trace.Add($"create {key}");
        await store.CreateAsync(key);
        _models.Add(key, new SessionModel(key, clock.GetUtcNow()));
    }

    private Task StepAsync(SessionModel model) => _random.Next(20) switch
    {
        < 6 => CommitAsync(model, "append", Draft(model, Append)),
        6 or 7 => CommitAsync(model, "fork", Draft(model, Beside) with { Heads = [new BranchHead(NewName(), Anywhere(model)) { LastMove = Anywhere(model), IsWaiting = Sometimes() }] }),
        8 => ForkAndSwitchAsync(model),
        9 => SwitchAsync(model),
        10 or 11 => CommitAsync(model, "undo", Draft(model, (writer, _) => Waiting(writer, () => writer.MoveHead(Anywhere(model), "undo")))),
        12 => DeleteBranchAsync(model),
        13 => CommitAsync(model, "repeat", model.Commits.Count == 0 ? Draft(model, Append) : model.Commits[_random.Next(model.Commits.Count)]),
        14 => CommitAsync(model, "stale", Stale(model)),
        15 or 16 or 17 => LeaseAsync(model),
        18 => DescribeAsync(model),
        _ => _random.Next(2) == 0 ? DeleteAsync(model) : CommitAsync(model, "reuse a name", Draft(model, Beside) with { Heads = [new BranchHead(UsedName(model), Anywhere(model)) { LastMove = Anywhere(model), IsWaiting = Sometimes() }] }),
    };

    private async Task CommitAsync(SessionModel model, string what, Commit commit)
    {
        if (model.Lease.IsGivenOut && _random.Next(4) != 0)
            commit = commit with { Lease = new LeaseToken(model.Lease.Token - (_random.Next(6) == 0 ? 1 : 0)), ReleasesLease = _random.Next(3) == 0 };
        _trace.Add($"{what} {commit.Entries.Count} at {commit.ExpectedTip} on {model.Key}{(commit.Lease is { } token ? $" under lease {token}" : "")}");

        if (model.RefusalOf(commit, clock.GetUtcNow()) is { } refusal)
        {
            var error = await Check.Throws<Exception>(() => store.CommitAsync(model.Key, commit).AsTask(), $"the commit, by {refusal.Name},");
            Check.That(refusal.IsInstanceOfType(error), $"Expected {refusal.Name}, but {error.GetType().Name} was thrown: {error.Message}");
            return;
        }

        Check.Equal(model.Apply(commit, clock.GetUtcNow()), await store.CommitAsync(model.Key, commit), "the receipt");
    }

    private Task ForkAndSwitchAsync(SessionModel model)
    {
        var name = NewName();
        return CommitAsync(model, "fork and switch", Draft(model, Beside) with { Heads = [new BranchHead(name, Anywhere(model)) { LastMove = Anywhere(model), IsWaiting = Sometimes() }], CurrentBranch = name });
    }

    private Task SwitchAsync(SessionModel model)
    {
        var names = model.Branches.Keys.ToList();
        return CommitAsync(model, "switch", Draft(model, Beside) with { CurrentBranch = names[_random.Next(names.Count)] });
    }

    private Task DeleteBranchAsync(SessionModel model)
    {
        var names = model.Branches.Keys.Append("never was").ToList();
        return CommitAsync(model, "delete a branch", Draft(model, Beside) with { Heads = [new BranchHead(names[_random.Next(names.Count)], null)] });
    }

    private async Task LeaseAsync(SessionModel model)
    {
        var token = new LeaseToken(model.Lease.Token - (_random.Next(5) == 0 ? 1 : 0));
        var duration = TimeSpan.FromMilliseconds(_random.Next(1, 3_000));
        var waiting = model.Lease.Tickets;
        var (ticket, place) = waiting.Count > 0 && _random.Next(2) == 0 && waiting[_random.Next(waiting.Count)] is var mine
            ? ((long?)mine.Number, mine.Front ? LeasePlace.Front : LeasePlace.Back)
            : (null, (LeasePlace)_random.Next(3));
        LeaseRequest request = _random.Next(8) switch
        {
            0 => LeaseRequest.Renew(token, duration),
            1 or 2 => LeaseRequest.Release(token),
            3 => LeaseRequest.Withdraw(ticket ?? 1),
            var kind => LeaseRequest.Acquire("owner", duration, place, ticket, interrupts: kind == 4),
        };
        _trace.Add($"{request} on {model.Key}");

        Check.Equal(model.Lease.Ask(request, clock.GetUtcNow()), await store.LeaseAsync(model.Key, request), "the answer");
    }

    private async Task DescribeAsync(SessionModel model)
    {
        var details = new SessionDetails { Title = _random.Next(3) == 0 ? null : $"title {_names++}", Version = model.Details.Version - _random.Next(2) };
        _trace.Add($"describe {details.Title}, version {details.Version}, on {model.Key}");

        var stored = await store.SetDetailsAsync(model.Key, details);

        var wanted = details.Version == model.Details.Version;
        Check.Equal(wanted, stored is not null, "whether the details were stored");
        if (wanted)
            model.Details = details with { Version = details.Version + 1 };
    }

    private async Task DeleteAsync(SessionModel model)
    {
        _trace.Add($"delete {model.Key}");
        if (model.Lease.IsHeld(clock.GetUtcNow()))
        {
            await Check.Throws<SessionBusyException>(() => store.DeleteAsync(model.Key).AsTask(), "the deletion");
            return;
        }

        Check.Equal(true, await store.DeleteAsync(model.Key), "the answer to the deletion");
        _models.Remove(model.Key);
    }

    private async Task CompareAsync(SessionKey key)
    {
        if (_models.TryGetValue(key, out var model))
            await new ModelComparison(store, model, clock, _random).CompareAsync();
        else
            Check.That(await store.GetAsync(key) is null, $"Expected no session {key}, but there is one.");

        var expected = _models.Values.Where(other => other.Key.User == key.User).OrderByDescending(other => other.UpdatedAt).ThenBy(other => other.Key.Id, StringComparer.Ordinal);
        Check.Sequence(expected.Select(other => other.Key), (await store.ListAsync(key.Owner, new SessionQuery())).Sessions.Select(record => record.Key), "the sessions of a user");
    }

    private Commit Draft(SessionModel model, Action<EntryWriter, Random> write) => Draft(model.RecordAt(clock.GetUtcNow()), write);

    private Commit Draft(SessionRecord record, Action<EntryWriter, Random> write)
    {
        var writer = new EntryWriter(record, clock);
        write(writer, _random);
        var commit = writer.TakeCommit(CommitId.New(clock));
        return commit with
        {
            Activity = _random.Next(4) == 0 ? Activities[_random.Next(Activities.Length)] : null,
            Blobs = _random.Next(4) == 0 ? [Blob.Of(new[] { (byte)_random.Next(5) })] : [],
            Title = _random.Next(8) == 0 ? $"title {_names++}" : null,
        };
    }

    private Commit Stale(SessionModel model)
    {
        var tip = model.Tip == 0 || _random.Next(2) == 0 ? model.Tip + 1 : model.Tip - 1;
        return Draft(model.RecordAt(clock.GetUtcNow()) with { Tip = new Position(tip), Head = Position.Start, HeadSegment = Position.Start }, Append);
    }

    private static void Append(EntryWriter writer, Random random)
    {
        if (random.Next(4) == 0)
            writer.Waits = !writer.Waits;
        for (var i = random.Next(4); i >= 0; i--)
        {
            writer.Append(random.Next(3) switch
            {
                0 => SessionUnderTest.State($"key {random.Next(4)}", random.Next(100)),
                1 => new StateBody($"key {random.Next(4)}") { Removed = true },
                _ => SessionUnderTest.Text($"text {random.Next(100)}"),
            });
        }
    }

    private static void Beside(EntryWriter writer, Random random) => writer.AppendBeside(new LifecycleBody(random.Next(2) == 0));

    private void Waiting(EntryWriter writer, Action write)
    {
        writer.Waits = Sometimes();
        write();
    }

    private bool Sometimes() => _random.Next(3) == 0;

    private string NewName() => $"branch {_names++}";

    /// <summary>The name of a deleted branch when there is one, else of any.</summary>
    private string UsedName(SessionModel model)
    {
        var deleted = model.Branches.Where(branch => branch.Value.Head is null).Select(branch => branch.Key).ToList();
        var names = deleted.Count > 0 ? deleted : [.. model.Branches.Keys];
        return names[_random.Next(names.Count)];
    }

    private Position Anywhere(SessionModel model) => new(_random.NextInt64(model.Tip + 1));
}
