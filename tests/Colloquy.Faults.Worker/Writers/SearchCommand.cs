using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Searches, and tells of each batch that it adds to the index.</summary>
/// <remarks>Arguments: file, what is looked for.</remarks>
internal static class SearchCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        await Talk.BeReadyAsync();

        var page = await store.SearchAsync(args[2], Stores.Key.Owner, new Teller());
        Talk.Say($"found {page.Total}");
        return 0;
    }

    private sealed class Teller : IProgress<EntryProgress>
    {
        public void Report(EntryProgress value) => Talk.Say($"indexed {value.Entries}");
    }
}
