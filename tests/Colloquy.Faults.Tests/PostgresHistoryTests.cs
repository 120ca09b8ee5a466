namespace Colloquy.Faults.Tests;

/// <summary>Consistency in PostgreSQL: as <see cref="HistoryTests"/>, while connections are ended and the server is killed and started again.</summary>
[Fault(FaultAttribute.Postgres, "one of two processes that work on the same sessions is killed or stopped, and connections or the server are killed")]
public sealed class PostgresHistoryTests
{
    [Fact]
    public Task Sixteen_histories_of_processes_and_a_server_that_are_killed_are_linearizable() => CheckAsync(rounds: 2);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task Two_hundred_histories_of_processes_and_a_server_that_are_killed_are_linearizable() => CheckAsync(rounds: Tier.Times(25));

    private static async Task CheckAsync(int rounds)
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var processes = new HistoryProcesses("postgres", await server.CreateDatabaseAsync("histories"), Seeds.Next())
        {
            Trouble = round => TroubleAsync(server, round),
        };

        await processes.CheckAsync(rounds);
    }

    private static async Task TroubleAsync(PostgresServer server, int round)
    {
        switch (round % 3)
        {
            case 0:
                await server.ExecuteAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
                break;

            case 1:
                await server.KillAsync();
                await server.StartAsync();
                break;
        }
    }
}
