using Xunit;

namespace Colloquy.Tests;

public sealed class LocalChangeSignalTests
{
    [Fact]
    public async Task After_a_break_everybody_who_listens_is_told_whatever_session_it_is()
    {
        var signal = new LocalChangeSignal();
        List<string> told = [];
        await using var one = await signal.ListenAsync(new SessionKey("one"), changes => told.Add($"one {changes}"), TestContext.Current.CancellationToken);
        await using var two = await signal.ListenAsync(new SessionKey("two"), changes => told.Add($"two {changes}"), TestContext.Current.CancellationToken);
        await using (await signal.ListenAsync(new SessionKey("three"), changes => told.Add($"three {changes}"), TestContext.Current.CancellationToken))
            signal.Send(new SessionKey("two"), SessionChanges.Log);

        signal.SendToAll(SessionChanges.None);

        Assert.Equal("two Log", told[0]);
        Assert.Equal(["one None", "two None"], told.Skip(1).Order());
    }
}
