using System.Diagnostics;
using Colloquy.Storage;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>A turn is a line that somebody can follow: few calls lie between a run and what it writes.</summary>
public sealed class TurnPathTests
{
    [Fact]
    public async Task Few_calls_lie_between_a_run_and_its_first_commit()
    {
        await using var store = new WatchedStore(new InMemorySessionStore());
        var session = await store.OpenAsync(new SessionKey("path"));

        await new Agent(new Echo()).RunAsync("Hello", session);

        Assert.Equal(
            ["Agent.RunAsync", "AgentRun.RunAsync", "AgentRun.ExecuteAsync", "NewTurns.BeginAsync", "TurnOpening.BeginAsync", "TurnTransaction.BeginAsync", "TurnTransaction.StepAsync", "LeasedWriter.CommitAsync", "LeasedWriter.ConfirmAsync", "SessionLog.CommitAsync"],
            store.First);
    }

    /// <summary>Notes through which calls the first commit came.</summary>
    private sealed class WatchedStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public List<string> First { get; } = [];

        public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            if (First.Count == 0)
                First.AddRange(Calls());
            return base.CommitAsync(key, commit, cancellationToken);
        }

        /// <summary>The calls of Colloquy on the stack, the outermost first. An asynchronous method has a frame that starts it and one that runs it.</summary>
        private static IEnumerable<string> Calls()
        {
            var frames = new StackTrace().GetFrames().Select(frame => frame.GetMethod()).Where(method => method?.DeclaringType?.Assembly == typeof(Agent).Assembly).Reverse();
            return frames.Where(method => method!.Name != "MoveNext").Select(method => $"{method!.DeclaringType!.Name}.{method.Name}");
        }
    }

    private sealed class Echo : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text)));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
