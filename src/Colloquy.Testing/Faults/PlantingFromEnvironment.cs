using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Plants the fault that the environment names in every conversation of the process, whichever test framework runs it, and reports what came of it where that is asked for.</summary>
internal sealed class PlantingFromEnvironment(PlantingLog? log) : IConversationExtensionProvider
{
    public ConversationExtension? CreateExtension(ConversationBuilder conversation) =>
        PlantedFaults.FromEnvironment()?.CreateExtension(new FaultUse(() => log?.Add(PlantingNoteKind.Applied, conversation.FullName)));

    // A fault that nobody had to ask for in code: tests are run as they are. A name that is wrong is told when a conversation starts.
#pragma warning disable CA2255 // A module initializer is the only code that runs without being called.
    [ModuleInitializer]
    internal static void Plant()
    {
        var log = Environment.GetEnvironmentVariable(PlantedFaults.ReportVariable) is { Length: > 0 } folder ? new PlantingLog(folder) : null;
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PlantedFaults.Variable)))
            ConversationDefaults.AddExtensions(new PlantingFromEnvironment(log));
        if (log is null)
            return;

        ConversationDefaults.AddExtensions(new PlantingObservers(log));
        new PlantingWatch(log).Listen();
    }
#pragma warning restore CA2255
}
