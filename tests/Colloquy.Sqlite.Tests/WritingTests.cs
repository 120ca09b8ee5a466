using System.Runtime.CompilerServices;
using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

public sealed class WritingTests : IDisposable
{
    private const long Normal = 1;
    private const long Full = 2;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(SqliteSynchronous.Full, Full)]
    [InlineData(SqliteSynchronous.Normal, Normal)]
    public async Task Commits_are_as_durable_as_was_asked(SqliteSynchronous asked, long pragma)
    {
        await using var writer = await OpenWriterAsync(new() { Synchronous = asked });

        Assert.Equal(pragma, await writer.RunAsync(durable: true, alone: false, static (connection, sql) => connection.ReadNumber(sql), "PRAGMA synchronous", default));
    }

    [Fact]
    public async Task All_but_leases_and_the_index_is_written_as_durably_as_was_asked()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var (ada, copy, expired) = (new SessionOwner("ada"), new SessionKey("copy", "ada"), new SessionKey("expired", "ada"));
        (string Call, Func<Task> Make)[] calls =
        [
            ("create and commit", () => store.SayAsync(Talk.Key, "one")),
            ("details", async () => await store.SetDetailsAsync(Talk.Key, new SessionDetails { Title = "title" })),
            ("usage", async () => await store.RecordAsync(Talk.Key, [new UsageRecord { Call = Guid.CreateVersion7(), At = DateTimeOffset.UnixEpoch }])),
            ("restore", async () => await store.RestoreAsync(copy, store.CopyAsync(Talk.Key))),
            ("delete", async () => await store.DeleteAsync(copy)),
            ("create", async () => await store.CreateAsync(expired)),
            ("retention", async () => await store.SetRetentionAsync(expired, new RetentionPolicy { Ttl = TimeSpan.FromTicks(1) })),
            ("delete the expired", async () => Assert.True(await store.DeleteExpiredAsync(expired))),
            ("state", async () => await store.PutAsync(new StatePut { Owner = ada, Key = "a", Value = "1"u8.ToArray() })),
            ("memory", () => store.GetMemory(ada).StoreAsync("k", "tea")),
            ("vector", async () => Assert.True(await store.FindAsync(new MemoryOwner(ada), "k") is { } item && await store.SetVectorAsync(ada, item.Id, item.Version, new MemoryVector("letters", [1])))),
            ("forget", async () => Assert.True(await store.FindAsync(new MemoryOwner(ada), "k") is { } item && await store.ForgetAsync(ada, item.Id))),
            ("clear", async () => await store.ClearAsync(ada)),
        ];

        var leased = new SessionKey("leased", "ada");
        await store.CreateAsync(leased);
        foreach (var (call, make) in calls)
        {
            await make();
            Assert.True(SynchronousOf(store) == Full, $"'{call}' was written in a way that may lose the last commits.");

            await store.LeaseAsync(leased, LeaseRequest.Acquire("one", TimeSpan.FromMinutes(1), LeasePlace.None));
            Assert.Equal(Normal, SynchronousOf(store));
        }
    }

    [Fact]
    public void Full_durability_is_the_default() => Assert.Equal(SqliteSynchronous.Full, new SqliteSessionStoreOptions().Synchronous);

    [Fact]
    public async Task A_lock_that_another_process_keeps_is_a_busy_store()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { BusyTimeout = TimeSpan.FromMilliseconds(20) });
        await store.SayAsync(Talk.Key, "before");
        using var other = Connection.Open(_folder.File(), create: false);
        other.BeginWrite();

        var busy = await StoreAssert.FailsAsync(StoreFailure.Busy, () => store.SayAsync(Talk.Key, "lost"));
        Assert.Equal(["before"], await store.HearAsync(Talk.Key));

        other.TryRollback();
        await store.SayAsync(Talk.Key, "after");
        Assert.Equal((_folder.File(), TimeSpan.FromMilliseconds(20)), (busy.Location, busy.Waited));
        Assert.Equal(["before", "after"], await store.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task A_write_waits_for_a_lock_that_is_given_back()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.CreateAsync(Talk.Key);
        using var other = Connection.Open(_folder.File(), create: false);
        other.BeginWrite();

        var saying = Task.Run(() => store.SayAsync(Talk.Key, "patient"));
        other.TryRollback();
        await saying;

        Assert.Equal(["patient"], await store.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task A_write_can_be_cancelled_while_it_waits_but_not_once_it_runs()
    {
        await using var writer = await OpenWriterAsync(new());
        using var running = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var first = Task.Run(() => writer.RunAsync(durable: true, alone: false, (_, answer) => { running.Set(); goOn.Wait(); return answer; }, "done", cancel.Token).AsTask());
        running.Wait();

        var second = writer.RunAsync(durable: true, alone: false, static (_, answer) => answer, "never", cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        goOn.Set();

        Assert.Equal("done", await first);
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_leaves_no_lock()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { MaxPages = 44 });
        await using var roomy = await SqliteSessionStore.OpenAsync(_folder.File(), new() { BusyTimeout = TimeSpan.Zero });
        await store.SayAsync(Talk.Key, "kept");

        var full = await StoreAssert.FailsAsync(StoreFailure.Full, () => store.SayAsync(Talk.Key, [.. Enumerable.Repeat(new string('x', 20_000), 20)]));

        Assert.Equal(_folder.File(), full.Location);
        Assert.Equal(["kept"], await store.HearAsync(Talk.Key));
        await roomy.SayAsync(Talk.Key, "from a bigger disk");
        await store.SayAsync(Talk.Key, "a small one fits");
        Assert.Equal(["kept", "from a bigger disk", "a small one fits"], await store.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task A_refused_commit_leaves_no_lock()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await using var other = await SqliteSessionStore.OpenAsync(_folder.File(), new() { BusyTimeout = TimeSpan.Zero });
        var stale = new EntryWriter(await store.CreateAsync(Talk.Key));
        await store.SayAsync(Talk.Key, "first");
        stale.Append(new LifecycleBody(Closed: true));

        await Assert.ThrowsAsync<TipConflictException>(async () => await store.CommitAsync(Talk.Key, stale.TakeCommit(CommitId.New())));

        await other.SayAsync(Talk.Key, "second");
        Assert.Equal(["first", "second"], await store.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task A_branch_that_is_not_there_cannot_become_current()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var writer = new EntryWriter(await store.CreateAsync(Talk.Key));
        writer.Append(new LifecycleBody(Closed: true));
        var commit = writer.TakeCommit(CommitId.New());

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(Talk.Key, commit with { CurrentBranch = "nowhere" }));

        Assert.Equal(Position.Start, (await store.GetAsync(Talk.Key))!.Tip);
    }

    [Fact]
    public async Task A_branch_is_listed_once_wherever_it_is_kept()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two");

        await SwitchAsync(store, "b");
        await SwitchAsync(store, "a");
        await SwitchAsync(store, "b");
        await store.SayAsync(Talk.Key, "six");

        Assert.Equal([new("a", new Position(1)), new("b", new Position(6)), new("main", new Position(2))], await store.GetBranchesAsync(Talk.Key));

        static async Task SwitchAsync(SqliteSessionStore store, string branch)
        {
            var known = (await store.GetBranchesAsync(Talk.Key)).Any(known => known.Name == branch);
            var writer = new EntryWriter((await store.GetAsync(Talk.Key))!);
            writer.AppendBeside(new LifecycleBody(Closed: false));
            await store.CommitAsync(Talk.Key, writer.TakeCommit(CommitId.New()) with { CurrentBranch = branch, Heads = known ? [] : [new(branch, new Position(1))] });
        }
    }

    public void Dispose() => _folder.Dispose();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref Writer WriterOf(SqliteSessionStore store);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writing")]
    private static extern ref Connection? WritingConnectionOf(Writer writer);

    /// <summary>What the transaction survives that was made last.</summary>
    private static long SynchronousOf(SqliteSessionStore store) => WritingConnectionOf(WriterOf(store))!.ReadNumber("PRAGMA synchronous");

    private async Task<Writer> OpenWriterAsync(SqliteSessionStoreOptions options)
    {
        var database = new Database(_folder.File(), options);
        return new Writer(database, await database.OpenAsync(CancellationToken.None));
    }
}
