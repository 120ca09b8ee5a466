namespace Colloquy.Faults.Tests;

/// <summary>Promises 1 and 2 on PostgreSQL: processes contend for sessions, and are killed or stopped while they hold leases.</summary>
[Fault(FaultAttribute.Postgres, "one of two processes that contend for 16 sessions is killed or stopped, beside two others")]
public sealed class ContendingProcessesTests
{
    private const int Rooms = 16;

    private readonly int _seed = Seeds.Next();

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Four_processes_two_of_which_contend_for_each_session_are_killed_or_stopped_and_lose_nothing()
    {
        var random = new Random(_seed);
        await using var contenders = new Contenders(await SharedServer.CreateDatabaseAsync(), _seed);
        // Two processes for the first sixteen sessions, and two for the others.
        var pairs = new Contender[2, 2];
        foreach (var (pair, side) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
            pairs[pair, side] = await contenders.StartAsync(pair * Rooms, Rooms);

        for (var strike = 0; strike < Tier.Times(20); strike++)
        {
            var (pair, side, dies) = (random.Next(2), random.Next(2), strike % 2 == 0);
            var victim = pairs[pair, side];
            await contenders.WaitForLeaseAsync(victim);
            await contenders.WaitForAsync(random.Next(50, 300));
            await contenders.StrikeAsync(victim, dies, pairs[pair, 1 - side]);
            if (dies)
                pairs[pair, side] = await contenders.StartAsync(pair * Rooms, Rooms);
            else
                victim.GoOn();
        }

        foreach (var contender in pairs)
            await contenders.WaitForLeaseAsync(contender);
        await contenders.EndAsync();

        await contenders.CheckAsync();
        // Of sixteen sessions, one that is stopped holds some: it learned that they are another's.
        Assert.True(contenders.Recovered > 0 && contenders.Lost > 0, $"{contenders.Recovered} leases were held by processes that were killed or stopped, and {contenders.Lost} were lost.");
        FaultTries.Note(Tier.Times(20), contenders.Acknowledged, contenders.Recovery);
    }
}
