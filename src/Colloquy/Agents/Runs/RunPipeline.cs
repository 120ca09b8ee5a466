using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Passes a run through the middleware of its agent.</summary>
internal sealed class RunPipeline(Agent agent, Session session, RunOptions options, Patience patience)
{
    /// <summary>Passes a run through the middleware.</summary>
    /// <param name="input">The input; empty when a turn goes on or is run again.</param>
    /// <param name="innermost">Runs the turn; its result is null when there is nothing to go on with.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<AgentAnswer?> RunAsync(IReadOnlyList<ChatMessage> input, Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<AgentAnswer?>> innermost, CancellationToken cancellationToken)
    {
        var request = new RunRequest { Agent = agent, Session = session, Input = input, Options = RunOptions.CopyOf(options) };
        var fence = new RunFence(session.Key);
        Task<AgentAnswer>? run = null;
        try
        {
            return await patience.WaitAsync(
                $"The middleware of agent '{agent.Name}'",
                stop => new ValueTask<AgentAnswer>(MiddlewareChain.Around(agent.Middleware, Begin)(request, stop)),
                cancellationToken,
                within: () => Volatile.Read(ref run)).ConfigureAwait(false);
        }
        catch (NothingToResumeException)
        {
            return null;
        }
        finally
        {
            fence.Close();
        }

        Task<AgentAnswer> Begin(RunRequest passed, CancellationToken stop)
        {
            fence.ThrowIfClosed();
            return run = RunInnermostAsync(passed, stop);
        }

        // Middleware may pass another token on: the caller's counts in any case.
        async Task<AgentAnswer> RunInnermostAsync(RunRequest passed, CancellationToken stop)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
            return await innermost(passed.Input, either.Token).ConfigureAwait(false) ?? throw new NothingToResumeException();
        }
    }

    /// <summary>Thrown through middleware, whose handlers return an answer and cannot say that there is none.</summary>
    private sealed class NothingToResumeException : Exception;
}
