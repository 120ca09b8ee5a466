using Colloquy.Mcp;

namespace Colloquy.Cli;

/// <summary>Asks the person at the prompt about tool calls that wait, and goes on with the turn when all are answered.</summary>
internal sealed class ChatApprovals(CliHost host, ChatSession chat, Agent agent, RunOptions options)
{
    private readonly Terminal _terminal = host.Terminal;
    private readonly TurnRunner _turns = new(host);

    /// <summary>The tool that the agent does not have, nor its servers, of calls that wait; null when they all could run.</summary>
    public static async Task<string?> FindMissingToolAsync(Agent agent, IReadOnlyList<Approval> waiting, CancellationToken cancellationToken)
    {
        HashSet<string> tools = [.. agent.Tools.Select(tool => tool.Name)];
        foreach (var servers in agent.ContextProviders.OfType<McpServers>())
            tools.UnionWith((await servers.GetToolsAsync(cancellationToken).ConfigureAwait(false)).Select(tool => tool.Name));
        return waiting.Select(approval => approval.Tool).FirstOrDefault(tool => !tools.Contains(tool));
    }

    /// <summary>Settles the newest turn while it waits.</summary>
    /// <param name="all">Whether what waits behind newer turns is asked about too.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>The exit code of a chat that ends here, where nobody can be asked.</returns>
    public async Task<int> SettleAsync(bool all, CancellationToken cancellationToken)
    {
        while (chat.Found is { } session && await WaitsAsync(session, all && _terminal.IsInteractive, cancellationToken).ConfigureAwait(false))
        {
            var waiting = await session.Approvals.ListAsync(cancellationToken).ConfigureAwait(false);
            if (!_terminal.IsInteractive)
            {
                _terminal.Problem($"The turn waits for a person to approve {string.Join(" and ", waiting.Select(WaitingCalls.Describe))}. `colloquy approvals` answers.");
                return ExitCode.Waiting;
            }

            var missing = await FindMissingToolAsync(agent, waiting, cancellationToken).ConfigureAwait(false);
            while (waiting.Count > 0)
            {
                if (await AskAsync(session, waiting[0], cancellationToken).ConfigureAwait(false) is not { } left)
                {
                    _terminal.Note("It waits on; /approvals asks again. What you say meanwhile is answered.");
                    return ExitCode.Ok;
                }

                waiting = left;
            }

            if (missing is not null)
            {
                _terminal.Note("This program does not have the tool; the application that asked goes on with the turn.");
                return ExitCode.Ok;
            }

            await _turns.RunAsync(token => agent.ResumeStreamingAsync(session, options, token)).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static async Task<bool> WaitsAsync(Session session, bool all, CancellationToken cancellationToken)
    {
        var record = await session.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (all && record.IsWaiting)
            return true;
        return record.IsWaiting
            && await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false) is > 0 and var newest
            && (await session.Turns.GetAsync(newest, cancellationToken).ConfigureAwait(false)).Status == TurnStatus.Waiting;
    }

    /// <summary>Asks about a call until there is an answer.</summary>
    /// <returns>What waits on; null when the person does not answer.</returns>
    private async Task<IReadOnlyList<Approval>?> AskAsync(Session session, Approval approval, CancellationToken cancellationToken)
    {
        _terminal.Say($"{approval.Agent ?? "The model"} wants to call {WaitingCalls.Describe(approval)}");
        while (true)
        {
            switch ((await ReadAsync("Approve? y(es), n(o), always (any call of the tool), same (this call again): ", cancellationToken).ConfigureAwait(false))?.ToLowerInvariant())
            {
                case "y" or "yes":
                    return await session.Approvals.ApproveAsync(approval, by: host.UserName, cancellationToken: cancellationToken).ConfigureAwait(false);
                case "always":
                    return await session.Approvals.ApproveAsync(approval, RememberApproval.Tool, host.UserName, cancellationToken).ConfigureAwait(false);
                case "same":
                    return await session.Approvals.ApproveAsync(approval, RememberApproval.Call, host.UserName, cancellationToken).ConfigureAwait(false);
                case "n" or "no":
                    var reason = await ReadAsync("Why? (Enter gives no reason): ", cancellationToken).ConfigureAwait(false);
                    return await session.Approvals.RefuseAsync(approval, string.IsNullOrEmpty(reason) ? null : reason, by: host.UserName, cancellationToken: cancellationToken).ConfigureAwait(false);
                case null or "":
                    return null;
            }
        }
    }

    private async Task<string?> ReadAsync(string question, CancellationToken cancellationToken)
    {
        _terminal.Output.Write(question);
        _terminal.Output.Flush();
        return (await _terminal.ReadLineAsync(cancellationToken).ConfigureAwait(false))?.Trim();
    }
}
