using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>One session of a store, with the steps that cases are made of.</summary>
internal sealed class SessionUnderTest(ISessionStore store, SessionKey key, FakeTimeProvider clock)
{
    public ISessionStore Store => store;

    public SessionKey Key => key;

    /// <summary>The same session through another handle.</summary>
    public SessionUnderTest Through(ISessionStore other) => new(other, key, clock);

    public static EntryBody Text(string text) => new MessageBody(new ChatMessage(ChatRole.User, text));

    public static EntryBody State(string stateKey, int value) =>
        new StateBody(stateKey) { Value = JsonElement.Parse(value.ToString(System.Globalization.CultureInfo.InvariantCulture)) };

    public async Task<SessionRecord> RecordAsync() =>
        await store.GetAsync(key) ?? throw new ConformanceException($"Session {key} is not there, though it was created and not deleted.");

    public async Task<EntryWriter> WriterAsync() => new(await RecordAsync(), clock);

    /// <summary>Makes a commit that continues the current branch, and does not send it.</summary>
    public async Task<Commit> DraftAsync(params EntryBody[] bodies)
    {
        var writer = await WriterAsync();
        foreach (var body in bodies)
            writer.Append(body);
        return writer.TakeCommit(CommitId.New(clock));
    }

    /// <summary>Makes a commit after which a turn waits for a person on the current branch, and does not send it.</summary>
    public async Task<Commit> DraftWaitingAsync(params EntryBody[] bodies)
    {
        var writer = await WriterAsync();
        foreach (var body in bodies)
            writer.Append(body);
        writer.Waits = true;
        return writer.TakeCommit(CommitId.New(clock));
    }

    public async Task<CommitReceipt> CommitAsync(Commit commit) => await store.CommitAsync(key, commit);

    /// <summary>Makes a commit whose id sorts by time, before all others, or anywhere, by its number.</summary>
    public async Task<(Commit Commit, CommitReceipt Receipt)> MakeAsync(int number)
    {
        var commit = await DraftAsync([.. Enumerable.Repeat(Text($"commit {number}"), 1 + (number % 3))]);
        if (number % 5 is 1 or 3)
            commit = commit with { Id = new CommitId(new Guid(number % 5 == 1 ? 1_000 - number : number * 0x1357_9BD, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) };
        return (commit, await CommitAsync(commit));
    }

    /// <summary>Makes commits again, each of which must return its first receipt.</summary>
    public async Task EnsureRepeatedAsync(IEnumerable<(Commit Commit, CommitReceipt Receipt)> made)
    {
        foreach (var (commit, first) in made)
            Check.Equal(first with { Repeated = true }, await CommitAsync(commit), $"the receipt of the repeated commit that ended at {first.Last}");
    }

    public async Task<IReadOnlyList<Entry>> AddAsync(params EntryBody[] bodies)
    {
        var commit = await DraftAsync(bodies);
        await CommitAsync(commit);
        return commit.Entries;
    }

    public Task<IReadOnlyList<Entry>> SayAsync(params string[] texts) => AddAsync([.. texts.Select(Text)]);

    public Task<IReadOnlyList<Entry>> SayManyAsync(int count) => SayAsync([.. Enumerable.Range(1, count).Select(number => $"message {number}")]);

    /// <summary>Makes a commit of an entry that is on no line, with heads and a current branch.</summary>
    public async Task<Commit> DraftHeadsAsync(BranchHead[] heads, string? current = null)
    {
        var writer = await WriterAsync();
        writer.AppendBeside(new HeadMoveBody { Branch = heads.FirstOrDefault()?.Name ?? current ?? BranchHead.Main, From = writer.Head, To = heads.FirstOrDefault()?.Head ?? default, Reason = "test" });
        return writer.TakeCommit(CommitId.New(clock)) with { Heads = heads, CurrentBranch = current };
    }

    /// <summary>Makes a branch at an entry, and makes it current.</summary>
    public async Task ForkAsync(string branch, Position at) => await CommitAsync(await DraftHeadsAsync([new BranchHead(branch, at)], branch));

    public async Task SwitchAsync(string branch) => await CommitAsync(await DraftHeadsAsync([], branch));

    public async Task MoveHeadAsync(Position to)
    {
        var writer = await WriterAsync();
        writer.MoveHead(to, "undo");
        await CommitAsync(writer.TakeCommit(CommitId.New(clock)));
    }

    public async Task<LeaseToken> TakeLeaseAsync(TimeSpan? duration = null, string owner = "runner")
    {
        var answer = await store.LeaseAsync(key, LeaseRequest.Acquire(owner, duration ?? TimeSpan.FromSeconds(30), LeasePlace.None));
        return GrantedLease.Of(answer, "Expected the lease of a session that nobody holds to be granted").Token;
    }

    public async Task<IReadOnlyList<Entry>> ReadAsync(LogRead read) => (await store.ReadAsync(key, read)).Entries;

    /// <summary>Reads page after page to the end.</summary>
    public async Task<IReadOnlyList<Entry>> ReadWholeAsync(LogRead read)
    {
        var found = new List<Entry>();
        for (var pages = 0; ; pages++)
        {
            var page = await store.ReadAsync(key, read);
            Check.That(pages == 0 || page.Entries.Count > 0, $"A page of session {key} said that there is more, but there was nothing more that was wanted.");
            found.AddRange(page.Entries);
            if (page.Next is null)
                return found;

            Check.Equal(read.Limit, page.Entries.Count, "the number of entries in a page that is not the last");
            Check.That(pages < 100_000, $"A read of session {key} never came to its end.");
            read = read.Continue(page);
        }
    }

    public Task<IReadOnlyList<Entry>> LogAsync() => ReadWholeAsync(LogRead.All());

    public async Task<IReadOnlyList<string>> BranchesAsync() => [.. (await store.GetBranchesAsync(key)).Select(Rendering.Of)];

    /// <summary>All that can be read of the session, as text.</summary>
    public async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        var record = await RecordAsync();
        return
        [
            Rendering.Of(record),
            .. (await LogAsync()).Select(Rendering.Of),
            .. await BranchesAsync(),
            .. (await store.ReadStateAsync(key, record.Head)).Select(Rendering.Of),
        ];
    }

    /// <summary>Makes a commit that must be refused, and finds nothing changed.</summary>
    public async Task EnsureRefusedAsync<T>(Commit commit, string what)
        where T : Exception
    {
        var before = await SnapshotAsync();
        clock.Advance(TimeSpan.FromSeconds(1));

        await Check.Throws<T>(() => CommitAsync(commit), what);

        Check.Sequence(before, await SnapshotAsync(), $"the session after {what} was refused");
    }
}
