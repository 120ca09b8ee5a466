using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Follows the session until a turn ends, and tells of each entry.</summary>
/// <remarks>Arguments: file.</remarks>
internal static class FollowCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var session = await store.OpenAsync(Stores.Key);
        await Talk.BeReadyAsync();

        await foreach (var entry in session.FollowAsync(new FollowOptions { After = Position.Start, UntilTurnEnds = true }))
            Talk.Say($"{entry.Position} {entry.Body.Kind}{(entry.Body is MessageBody body ? $" {body.Message.Role}" : "")}");
        return 0;
    }
}
