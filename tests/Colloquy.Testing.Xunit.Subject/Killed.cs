using System.Diagnostics;

namespace Subject;

/// <summary>A run that does not end. It runs only when it is asked for.</summary>
public sealed class Killed
{
    [Fact(Explicit = true)]
    public async Task Is_killed_in_its_second_conversation()
    {
        await using (var ended = await Conversation.StartAsync("ended", new Notebook()))
            await ended.SayAsync("one");

        await using var running = await Conversation.StartAsync("running", new Notebook());
        await running.SayAsync("one");
        Process.GetCurrentProcess().Kill();
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
