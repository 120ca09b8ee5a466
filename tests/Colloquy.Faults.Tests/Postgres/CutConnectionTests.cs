namespace Colloquy.Faults.Tests;

/// <summary>Promise 1 on PostgreSQL: the connection is cut at each message of a commit, in both directions.</summary>
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

        foreach (var (side, number, isAfter) in await ListCutsAsync(place, fromConnecting))
        {
            var room = await OpenRoomAsync(place);
            var cut = CutNext(place, fromConnecting, side, number, isAfter);
            var receipt = await Batch.Of(0, 0, 1).CommitAsync(place.Store, room);
            await cut();

            Assert.Equal([Batch.Of(0, 0, 0), Batch.Of(0, 0, 1)], await LogCheck.ReadBatchesAsync(place.Straight, room, seed: 0));
            Assert.Equal(receipt.Last, (await place.Straight.GetAsync(room))!.Tip);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_is_cut_and_not_repeated_by_the_store_fails_and_can_be_repeated_by_the_caller(bool fromConnecting)
    {
        await using var place = await ProxiedStore.OpenAsync(_database, retries: 0);
        var (done, undone) = (0, 0);

        foreach (var (side, number, isAfter) in await ListCutsAsync(place, fromConnecting))
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
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Counts the messages of a commit that nothing disturbs, by side, and lists each cut.</summary>
    private async Task<IReadOnlyList<(ProxySide Side, int Number, bool IsAfter)>> ListCutsAsync(ProxiedStore place, bool fromConnecting)
    {
        var room = await OpenRoomAsync(place);
        place.AtNextCommit(() => { }, fromConnecting);
        await Batch.Of(0, 0, 1).CommitAsync(place.Store, room);
        return
        [
            .. from side in Sides
               from number in Enumerable.Range(1, place.Proxy.Count(side))
               from isAfter in new[] { false, true }
               select (side, number, isAfter),
        ];
    }

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
        place.AtNextCommit(() => cut = isAfter ? place.Proxy.CutAfter(side, number) : place.Proxy.CutBefore(side, number), fromConnecting);
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
