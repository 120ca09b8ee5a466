using Subject.Docs;

namespace Subject.Mutants;

/// <summary>Records itself in the folder that the variable SUBJECT_CASSETTES names, and is replayed when it is held again.</summary>
[Conversation("recorded-notes")]
public sealed class Recorded(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation)
    {
        if (Environment.GetEnvironmentVariable("SUBJECT_CASSETTES") is { Length: > 0 } folder)
            conversation.UseCassette(folder + "/", CassetteMode.Auto, new CassetteOptions { RecordsInAuto = true });
        new TravelDesk().Configure(conversation);
    }

    [Turn]
    public async Task Learns_the_destination() => (await conversation.SayAsync("My destination is Lisbon.")).Expect.Success();

    [Turn]
    public async Task Remembers_the_destination() => (await conversation.SayAsync("What is my destination?")).Expect.Text("Lisbon");
}
