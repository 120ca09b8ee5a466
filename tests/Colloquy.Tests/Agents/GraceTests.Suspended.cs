using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <content>Runs whose process stops while they wait for code that does not.</content>
public sealed partial class GraceTests
{
    [Theory(Timeout = Longest), MemberData(nameof(PlaceNames))]
    public async Task A_run_whose_process_stops_leaves_its_turn_though_its_code_does_not_stop(string place, bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var stop = new CancellationTokenSource();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero }, Caller = new RunContext(session) { SuspendToken = stop.Token, DepthLeft = 4 } }, streams, default);
        await hang.Begun;
        await stop.CancelAsync();
        await AssertEndsAsync(run, hang, place);

        var left = await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        Assert.True(left.IsResumable);
        Assert.True((await session.RefreshAsync()).IsInterrupted);
        Assert.Equal(TurnStatus.Interrupted, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.All(await session.GetItemsAsync(role: ChatRole.Tool), result => Assert.DoesNotContain("unknown", result.Message.Contents.OfType<FunctionResultContent>().Single().Result?.ToString(), StringComparison.Ordinal));
        hang.Release();
    }
}
