using System.Globalization;
using Subject.Docs;

namespace Subject.Mutants;

/// <summary>Writes the id of its process to the file that the variable SUBJECT_LOG names, and waits for ever.</summary>
public sealed class Waiting
{
    [Fact(Explicit = true)]
    public async Task For_ever()
    {
        await using var conversation = await Conversation.StartAsync("waiting", new TravelDesk());
        await conversation.SayAsync("My destination is Lisbon.");
        Log.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }
}
