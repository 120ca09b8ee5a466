using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Imports a document, and dies at a point on the way.</summary>
/// <remarks>Arguments: file, document, where to die.</remarks>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient()), new KillSwitch(args[3]));
        await Talk.BeReadyAsync();

        await using var document = File.OpenRead(args[2]);
        await store.ImportAsync(document);
        Talk.Say("imported");
        return 0;
    }
}
