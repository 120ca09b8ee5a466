using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The context providers of one run: called before the run in order, and after it in reverse.</summary>
internal sealed class ContextRun(IReadOnlyList<ContextProvider> providers, RunContext run, IReadOnlyList<ChatMessage> input, Patience patience)
{
    private readonly List<ContextAddition> _added = [];
    private readonly Stack<ContextProvider> _entered = [];

    /// <summary>What the providers added, in order.</summary>
    public IReadOnlyList<ContextAddition> Added => _added;

    /// <summary>The messages that the providers added; null for none.</summary>
    public InjectedMessages? Besides => _added.Exists(added => added.Message is not null || added.IsHistory)
        ? new InjectedMessages([.. _added.Where(added => added.Message is not null).OrderBy(added => !added.IsHistory).Select(added => (added.Message!, added.Source))], _added.Exists(added => added.IsHistory))
        : null;

    /// <summary>What each provider added, for the log; null for nothing.</summary>
    public IReadOnlyList<ContextShare>? Shares => _added.Count == 0 ? null : [.. _added.GroupBy(added => added.Source).Select(Share)];

    public IEnumerable<AITool> Tools => _added.Select(added => added.Tool).OfType<AITool>();

    /// <summary>The instructions that the providers added, behind those given.</summary>
    public string? Instruct(string? instructions)
    {
        foreach (var added in _added)
        {
            if (added.Instructions is { } more)
                instructions = string.IsNullOrEmpty(instructions) ? more : $"{instructions}\n\n{more}";
        }

        return instructions;
    }

    /// <summary>Asks every provider what it adds.</summary>
    public async ValueTask EnterAsync(bool serviceKeeps, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            var asked = run.For(key: null);
            var request = new ContextRequest(asked, input, provider.Name, [.. _added]) { ServiceKeepsConversation = serviceKeeps };
            _entered.Push(provider);
            try
            {
                await patience.WaitAsync($"Context provider '{provider.Name}', asked before the run,", stop => provider.BeforeRunAsync(request, stop), cancellationToken).ConfigureAwait(false);
            }
            catch (AbandonedException)
            {
                // It is still busy, so its AfterRunAsync is not called.
                _entered.Pop();
                asked.Fence.Close();
                throw;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Explain(provider, "before", e);
                continue;
            }

            _added.AddRange(request.Additions);
        }
    }

    /// <summary>Tells every provider that was asked how the run ended. When that was by an exception, another one of a provider's is only logged.</summary>
    public async ValueTask LeaveAsync(IReadOnlyList<ChatMessage> output, Exception? exception, bool waits, CancellationToken cancellationToken)
    {
        while (_entered.TryPop(out var provider))
        {
            var told = run.For(key: null);
            var finished = new FinishedRun { Run = told, Input = input, Output = output, Added = _added, Exception = exception, IsWaiting = waits, State = told.State.WithPrefix(provider.Name) };
            try
            {
                await patience.WaitAsync($"Context provider '{provider.Name}', called after the run,", stop => provider.AfterRunAsync(finished, stop), cancellationToken).ConfigureAwait(false);
            }
            catch (AbandonedException e) when (Close(told) && exception is not null)
            {
                ContextLog.Skipped(run.Session.Log.Logger, e, provider.Name, "after", run.Session.Key);
            }
            catch (Exception e) when (exception is not null)
            {
                ContextLog.Skipped(run.Session.Log.Logger, e, provider.Name, "after", run.Session.Key);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Explain(provider, "after", e);
            }
        }
    }

    private static bool Close(RunContext told)
    {
        told.Fence.Close();
        return true;
    }

    private static ContextShare Share(IGrouping<string, ContextAddition> added)
    {
        List<string> instructions = [.. added.Select(one => one.Instructions).OfType<string>()];
        List<string> tools = [.. added.Select(one => one.Tool?.Name).OfType<string>()];
        return new ContextShare(added.Key)
        {
            Instructions = instructions.Count == 0 ? null : string.Join("\n\n", instructions),
            Messages = added.Count(one => one.Message is not null),
            Tools = tools.Count == 0 ? null : tools,
        };
    }

    private void Explain(ContextProvider provider, string hook, Exception e)
    {
        if (!provider.ContinueOnError)
            throw new ContextProviderException(provider.Name, hook, run.Session.Key, e);

        ContextLog.Skipped(run.Session.Log.Logger, e, provider.Name, hook, run.Session.Key);
    }
}
