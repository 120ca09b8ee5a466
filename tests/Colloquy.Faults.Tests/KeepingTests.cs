namespace Colloquy.Faults.Tests;

/// <summary>Retention, holds, rotation and erasure while several processes work and some are killed: nothing that should be kept is gone, and nothing that should be gone is kept.</summary>
[Fault(FaultAttribute.Sqlite, "one of three processes that run, prune, hold, sweep, rotate keys and erase on the same sessions is killed")]
public sealed class KeepingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [InlineData("sqlite")]
    [InlineData("sqlite+keys")]
    [Trait("Tier", "Long")]
    public Task What_should_be_kept_is_kept_and_what_should_be_gone_is_gone(string kind) => new KeepProcesses(kind, _folder.File(), _folder).CheckAsync(rounds: Tier.Times(20));

    public void Dispose() => _folder.Dispose();
}
