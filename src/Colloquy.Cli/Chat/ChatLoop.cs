using System.Diagnostics.CodeAnalysis;

namespace Colloquy.Cli;

/// <summary>Reads lines and answers them, until there are no more.</summary>
/// <remarks>In a window it greets, prompts and goes on after an error; in a pipe only answers go to the output, and an error ends it.</remarks>
internal sealed class ChatLoop(CliHost host, ChatSession chat, Agent agent, RunOptions options, string model)
{
    private readonly Terminal _terminal = host.Terminal;
    private readonly TurnRunner _turns = new(host);
    private readonly ChatApprovals _approvals = new(host, chat, agent, options);

    public async Task<int> RunAsync()
    {
        var leave = host.Interrupts.Leave;
        await GreetAsync(leave).ConfigureAwait(false);
        if (await ResumeAsync().ConfigureAwait(false) is not ExitCode.Ok and var failed && !_terminal.IsInteractive)
            return failed;
        if (_terminal.IsInteractive)
            await TryAsync(() => _approvals.SettleAsync(all: true, leave)).ConfigureAwait(false);

        var commands = new ChatCommands(host, chat, agent, options);
        while (true)
        {
            Prompt();
            string? line;
            try
            {
                line = await _terminal.ReadMessageAsync(leave).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_terminal.IsInteractive)
            {
                _terminal.Output.WriteLine();
                return ExitCode.Cancelled;
            }

            if (line is null)
            {
                if (_terminal.IsInteractive)
                    _terminal.Output.WriteLine();
                return ExitCode.Ok;
            }

            line = line.Trim();
            if (line.Length == 0)
                continue;

            // What is pasted is a message, also when it begins like a path.
            var isPasted = line.Contains('\n', StringComparison.Ordinal);
            var isCommand = !isPasted && line.StartsWith('/') && !line.StartsWith("//", StringComparison.Ordinal);
            if (isCommand && ChatCommands.IsExit(line))
                return ExitCode.Ok;

            var code = isCommand
                ? await TryAsync(() => commands.RunAsync(line, leave)).ConfigureAwait(false)
                : await TurnAsync(!isPasted && line.StartsWith('/') ? line[1..] : line).ConfigureAwait(false);
            if (code == ExitCode.Ok && (!isCommand || ChatCommands.RunsTurn(line)))
                code = await TryAsync(() => _approvals.SettleAsync(all: line == "/approvals", leave)).ConfigureAwait(false);
            if (code != ExitCode.Ok && (!_terminal.IsInteractive || leave.IsCancellationRequested))
                return code;
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        AgentOptions.Introduce(agent.Client, model, _terminal);
        _terminal.Note(await chat.DescribeAsync(cancellationToken).ConfigureAwait(false));
        if (_terminal.IsInteractive)
            _terminal.Note("/help shows the commands.");
    }

    /// <summary>Goes on with a turn that a crash cut off.</summary>
    private async Task<int> ResumeAsync()
    {
        if (chat.Found is not { Record.Activity: SessionActivity.Running } session)
            return ExitCode.Ok;

        if (Wording.Status(session.Record, host.Time) == "running" && options.WhenBusy == BusyPolicy.Enqueue)
            _terminal.Note($"A turn is under way in another process, or its process died a moment ago. Waiting for it (its lease lives until {host.Time.GetLocalNow().Add(session.Record.LeasedUntil!.Value - host.Time.GetUtcNow()):HH:mm:ss} unless it is renewed); Ctrl-C leaves.");

        return await TryAsync(async () =>
        {
            using var turn = host.Interrupts.BeginTurn();
            try
            {
                if (await agent.ResumeAsync(session, options, turn.Token).WaitAsync(host.Interrupts.Leave).ConfigureAwait(false) is not { } answer)
                    return;

                _terminal.Note($"Turn {answer.TurnNumber} had been interrupted, and went on from where it stopped: \"{PlainText.Short(answer.Messages[0].Text, 60)}\"");
                _terminal.Say(answer.Text);
            }
            finally
            {
                host.Interrupts.EndTurn();
            }
        }).ConfigureAwait(false);
    }

    private Task<int> TurnAsync(string input) => TryAsync(async () =>
    {
        if (_terminal.IsOutputGone())
            throw new OutputClosedException();

        var session = await chat.OpenAsync(host.Interrupts.Leave).ConfigureAwait(false);
        await _turns.RunAsync(token => agent.RunStreamingAsync(input, session, options, token)).ConfigureAwait(false);
    });

    private Task<int> TryAsync(Func<Task> work) => TryAsync(async () =>
    {
        await work().ConfigureAwait(false);
        return ExitCode.Ok;
    });

    /// <summary>Does something, and says in a line what went wrong.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a model's client throws, the person sees a sentence and goes on.")]
    private async Task<int> TryAsync(Func<Task<int>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutputClosedException)
        {
            if (problem is OperationCanceledException && _terminal.IsInteractive)
                _terminal.Note("Cancelled. What had arrived is kept in the log.");
            else
                _terminal.Problem(Failure.LineOf(problem));
            return Failure.ExitCodeOf(problem);
        }
    }

    private void Prompt()
    {
        if (!_terminal.IsInteractive)
            return;

        _terminal.Output.WriteLine();
        var branch = chat.Branch == BranchHead.Main ? "" : PlainText.Short(chat.Branch, 40);
        _terminal.Output.Write(_terminal.HasColour ? $"{(branch.Length == 0 ? "" : $"\e[36m{branch}")}\e[1;32m>\e[0m " : $"{branch}> ");
        _terminal.Output.Flush();
    }
}
