namespace Colloquy.Faults.Tests;

/// <summary>Promise 1 on PostgreSQL: the connection is cut at each message of a commit, in both directions.</summary>
[Fault(FaultAttribute.Postgres, "the connection is cut at each message of a call, in both directions")]
public sealed class CutConnectionTests : IAsyncLifetime
{
    private static readonly ProxySide[] Sides = [ProxySide.Client, ProxySide.Server];

    private string _database = null!;
    private int _rooms;

    public async ValueTask InitializeAsync() => _database = await SharedServer.CreateDatabaseAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_is_cut_at_any_message_is_made_once_and_acknowledged(bool fromConnecting)
    {
        await using var place = await ProxiedStore.OpenAsync(_database);

        var cuts = await ListCutsAsync(place, WriteAsync, fromConnecting);
        foreach (var (side, number, isAfter) in cuts)
        {
            var room = await OpenRoomAsync(place);
            var cut = CutNext(place, fromConnecting, side, number, isAfter);
            var receipt = await Batch.Of(0, 0, 1).CommitAsync(place.Store, room);
            await cut();

            Assert.Equal([Batch.Of(0, 0, 0), Batch.Of(0, 0, 1)], await LogCheck.ReadBatchesAsync(place.Straight, room, seed: 0));
            Assert.Equal(receipt.Last, (await place.Straight.GetAsync(room))!.Tip);
            Assert.False(receipt.Repeated);
        }

        FaultTries.Note(cuts.Count, cuts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_is_cut_and_not_repeated_by_the_store_fails_and_can_be_repeated_by_the_caller(bool fromConnecting)
    {
        await using var place = await ProxiedStore.OpenAsync(_database, retries: 0);
        var (done, undone) = (0, 0);

        var cuts = await ListCutsAsync(place, WriteAsync, fromConnecting);
        foreach (var (side, number, isAfter) in cuts)
        {
            var room = await OpenRoomAsync(place);
            var cut = CutNext(place, fromConnecting, side, number, isAfter);
            var batch = Batch.Of(0, 0, 1);
            var isAcknowledged = false;
            try
            {
                await batch.CommitAsync(place.Store, room);
                isAcknowledged = true;
            }
            catch (StoreException e)
            {
                Assert.True(e.IsTransient, e.Message);
                await place.WaitUntilGoneAsync();
            }

            await cut();
            var isThere = (await LogCheck.ReadBatchesAsync(place.Straight, room, seed: 0)).Contains(batch);
            Assert.True(isThere || !isAcknowledged);

            var receipt = await RepeatAsync(place, room, batch);
            Assert.Equal(isThere, receipt.Repeated);
            Assert.Equal([Batch.Of(0, 0, 0), batch], await LogCheck.ReadBatchesAsync(place.Straight, room, seed: 0));
            _ = isThere ? done++ : undone++;
        }

        // Both were met: cut before the server had all, and after it had written.
        Assert.True(done > 0 && undone > 0, $"{done} commits were made, {undone} were not.");
        FaultTries.Note(cuts.Count, cuts.Count);
    }

    [Fact]
    public async Task A_fork_that_is_cut_at_any_message_is_made_once_and_acknowledged()
    {
        await using var place = await ProxiedStore.OpenAsync(_database);
        static async Task ForkAsync(ProxiedStore place, SessionKey room) => await (await place.Store.OpenAsync(room)).Branches.ForkAsync("second");

        var cuts = await ListCutsAsync(place, ForkAsync);
        foreach (var (side, number, isAfter) in cuts)
        {
            var room = await OpenRoomAsync(place);
            var cut = CutNext(place, fromConnecting: false, side, number, isAfter);
            await ForkAsync(place, room);
            await cut();

            Assert.Equal(["main", "second"], (await place.Straight.GetBranchesAsync(room)).Select(branch => branch.Name).Order());
            Assert.Single(await LogCheck.ReadAsync(place.Straight, room), entry => entry.Kind == EntryKind.Branch);
        }

        FaultTries.Note(cuts.Count, cuts.Count);
    }

    [Fact]
    public async Task A_lease_whose_request_is_cut_at_any_message_is_held_by_who_asked_for_it()
    {
        await using var place = await ProxiedStore.OpenAsync(_database);
        static async Task<LeaseAnswer> AcquireAsync(ProxiedStore place, SessionKey room) =>
            await place.Store.LeaseAsync(room, LeaseRequest.Acquire("holder", TimeSpan.FromMinutes(30), LeasePlace.None));

        var cuts = await ListCutsAsync(place, AcquireAsync);
        foreach (var (side, number, isAfter) in cuts)
        {
            var room = await OpenRoomAsync(place);
            var cut = CutNext(place, fromConnecting: false, side, number, isAfter);
            var held = await AcquireAsync(place, room);
            await cut();
            var other = await place.Straight.LeaseAsync(room, LeaseRequest.Acquire("second", TimeSpan.FromMinutes(30), LeasePlace.None));
            await Batch.Of(0, 0, 1).CommitAsync(place.Store, room, held.Token);

            Assert.Equal((LeaseOutcome.Granted, LeaseOutcome.Refused), (held.Outcome, other.Outcome));
            Assert.Equal([Batch.Of(0, 0, 0), Batch.Of(0, 0, 1)], await LogCheck.ReadBatchesAsync(place.Straight, room, seed: 0));
        }

        FaultTries.Note(cuts.Count, cuts.Count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Counts the messages of a call that nothing disturbs, by side, and lists each cut.</summary>
    private async Task<IReadOnlyList<(ProxySide Side, int Number, bool IsAfter)>> ListCutsAsync(ProxiedStore place, Func<ProxiedStore, SessionKey, Task> call, bool fromConnecting = false)
    {
        // Once to have all prepared, and once to count.
        await call(place, await OpenRoomAsync(place));
        var room = await OpenRoomAsync(place);
        place.AtNextWrite(() => { }, fromConnecting);
        await call(place, room);
        return
        [
            .. from side in Sides
               from number in Enumerable.Range(1, place.Proxy.Count(side))
               from isAfter in new[] { false, true }
               select (side, number, isAfter),
        ];
    }

    private static Task WriteAsync(ProxiedStore place, SessionKey room) => Batch.Of(0, 0, 1).CommitAsync(place.Store, room);

    /// <summary>Creates a session with one batch in it, which has the connection prepare what a commit needs.</summary>
    private async Task<SessionKey> OpenRoomAsync(ProxiedStore place)
    {
        var room = Stores.Room(++_rooms);
        await place.Straight.CreateAsync(room);
        await RepeatAsync(place, room, Batch.Of(0, 0, 0));
        return room;
    }

    /// <summary>Sets the cut, on a connection that is used and prepared, or on a new one; returns what waits for it.</summary>
    private static Func<Task> CutNext(ProxiedStore place, bool fromConnecting, ProxySide side, int number, bool isAfter)
    {
        var cut = Task.CompletedTask;
        place.AtNextWrite(() => cut = isAfter ? place.Proxy.CutAfter(side, number) : place.Proxy.CutBefore(side, number), fromConnecting);
        return () => cut;
    }

    /// <summary>Commits through the store until it is acknowledged.</summary>
    private static async Task<CommitReceipt> RepeatAsync(ProxiedStore place, SessionKey room, Batch batch)
    {
        while (true)
        {
            try
            {
                return await batch.CommitAsync(place.Store, room);
            }
            catch (StoreException e) when (e.IsTransient)
            {
                // A connection of the pool that was cut.
            }
        }
    }
}
