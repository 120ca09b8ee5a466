using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Prunes a session with a model's summary, or sweeps all, and dies at a point on the way.</summary>
/// <remarks>Arguments: file, where to die, and <c>session</c> or <c>sweep</c>.</remarks>
public static class PruneCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient()), new KillSwitch(args[2]));
        await Talk.BeReadyAsync();
        if (args[3] == "session")
            await PruneAsync(store);
        else
            await SweepAsync(store);
        Talk.Say("pruned");
        return 0;
    }

    /// <summary>Prunes the shared session.</summary>
    public static async Task PruneAsync(ISessionStore store) =>
        await (await store.OpenAsync(Stores.Key)).Retention.PruneAsync(PruneStrategy.SummarizeOld(new Model(), 4, maxInputTokens: 100));

    /// <summary>Sweeps all sessions.</summary>
    public static async Task SweepAsync(ISessionStore store) => await new RetentionSweeper(store, new RetentionSweeperOptions { Client = new Model(), BatchSize = 2 }).SweepAsync().CountAsync();

    private sealed class Model : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "in short")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
