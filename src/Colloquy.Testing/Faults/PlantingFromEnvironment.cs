using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Plants the fault that the environment names in every conversation of the process, whichever test framework runs it.</summary>
internal sealed class PlantingFromEnvironment : IConversationExtensionProvider
{
    public ConversationExtension? CreateExtension(ConversationBuilder conversation) => PlantedFaults.FromEnvironment()?.CreateExtension();

    // A fault that nobody had to ask for in code: tests are run as they are. A name that is wrong is told when a conversation starts.
#pragma warning disable CA2255 // A module initializer is the only code that runs without being called.
    [ModuleInitializer]
    internal static void Plant()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PlantedFaults.Variable)))
            ConversationDefaults.AddExtensions(new PlantingFromEnvironment());
    }
#pragma warning restore CA2255
}
