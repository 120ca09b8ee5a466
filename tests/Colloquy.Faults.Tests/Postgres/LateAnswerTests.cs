using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 2 on PostgreSQL: an answer that brings the server's time comes late, as to a process that was stopped.</summary>
[Fault(FaultAttribute.Postgres, "an answer comes seconds after it was sent")]
public sealed class LateAnswerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_lease_that_is_taken_after_a_late_answer_lives_its_whole_time()
    {
        await using var place = await ProxiedStore.OpenAsync(await SharedServer.CreateDatabaseAsync());
        await place.Straight.CreateAsync(Stores.Key);
        // The store knows the session, and will not read it before it takes the lease.
        await Batch.Of(0, 0, 0).CommitAsync(place.Store, Stores.Key);

        place.Proxy.Mark();
        var hold = place.Proxy.Hold(ProxySide.Server);
        var late = place.Store.GetAsync(Stores.Key).AsTask();
        await hold.Reached;
        await place.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_sleep({Lease.TotalSeconds + 1})"));
        hold.Release();
        await late;
        var held = await place.Store.LeaseAsync(Stores.Key, LeaseRequest.Acquire("holder", Lease, LeasePlace.None));
        var now = (DateTime)(await place.ExecuteAsync("SELECT clock_timestamp()"))!;

        Assert.InRange(held.Until!.Value - now, Lease / 2, Lease);
        FaultTries.Note(tries: 1, acknowledged: 1);
    }
}
