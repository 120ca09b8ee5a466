namespace Colloquy.Faults.Tests;

/// <summary>As <see cref="KeepingTests"/>, in PostgreSQL.</summary>
[Fault(FaultAttribute.Postgres, "one of three processes that run, prune, hold, sweep, rotate keys and erase on the same sessions is killed")]
public sealed class PostgresKeepingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task What_should_be_kept_is_kept_and_what_should_be_gone_is_gone() =>
        await new KeepProcesses("postgres+keys", await SharedServer.CreateDatabaseAsync(), _folder).CheckAsync(rounds: Tier.Times(20));

    public void Dispose() => _folder.Dispose();
}
