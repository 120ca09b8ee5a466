using System.Diagnostics;
using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1 on PostgreSQL with synchronous replication: the primary is killed while writers are at work, and the replica takes over.</summary>
[Fault(FaultAttribute.Postgres, "the primary is killed under load, and a synchronous replica takes over")]
public sealed class FailoverTests
{
    private const int Writers = 16;

    private readonly int _seed = Seeds.Next();

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task A_replica_that_takes_over_has_all_that_was_acknowledged_and_writers_go_on()
    {
        List<(int Acknowledged, TimeSpan Recovery)> all = [];
        for (var failover = 0; failover < Tier.Times(10); failover++)
            all.Add(await FailOverAsync(new Random(_seed + failover)));

        FaultTries.Note(all.Count, all.Sum(one => one.Acknowledged), all.Max(one => one.Recovery));
    }

    private async Task<(int Acknowledged, TimeSpan Recovery)> FailOverAsync(Random random)
    {
        await using var primary = await PostgresServer.CreateAsync();
        await primary.CreateDatabaseAsync("desk");
        await using var replica = await primary.CreateReplicaAsync();
        var both = new NpgsqlConnectionStringBuilder(primary.ConnectionString("desk"))
        {
            Host = $"127.0.0.1:{primary.Port},127.0.0.1:{replica.Port}",
            TargetSessionAttributes = "primary",
            HostRecheckSeconds = 1,
        };
        await using var store = await PostgresSessionStore.OpenAsync(both.ConnectionString, new PostgresSessionStoreOptions { Listen = false, MaxRetries = 30 });
        using var crowd = await WriterCrowd.StartAsync(store, Writers, _seed);
        await crowd.WaitForAsync(random.Next(Writers, 10 * Writers));

        await primary.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await replica.PromoteAsync();
        await crowd.WaitForAsync(Writers + 1);
        var recovery = Stopwatch.GetElapsedTime(killed);
        await crowd.WaitForAsync(3 * Writers);
        await crowd.EndAsync();

        await using var later = await PostgresSessionStore.OpenAsync(replica.ConnectionString("desk"), new PostgresSessionStoreOptions { Listen = false });
        await crowd.CheckAsync(later);
        return (crowd.Count, recovery);
    }
}
