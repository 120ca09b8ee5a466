using System.Diagnostics.CodeAnalysis;
using Colloquy.Models;

namespace Colloquy.Cli;

/// <summary>Reads lines and answers them, until there are no more.</summary>
/// <remarks>In a window it greets, prompts and goes on after an error; in a pipe only answers go to the output, and an error ends it.</remarks>
internal sealed class ChatLoop(CliHost host, ISessionStore store, SessionKey key, Agent agent, string model, bool waits)
{
    private readonly Terminal _terminal = host.Terminal;
    private readonly ChatSession _chat = new(store, key, host.Time);

    private RunOptions Options => new() { WhenBusy = waits ? BusyPolicy.Enqueue : BusyPolicy.Reject };

    public async Task<int> RunAsync()
    {
        var leave = host.Interrupts.Leave;
        await GreetAsync(leave).ConfigureAwait(false);
        if (await ResumeAsync().ConfigureAwait(false) is not ExitCode.Ok and var failed && !_terminal.IsInteractive)
            return failed;

        var commands = new ChatCommands(_chat, _terminal);
        while (true)
        {
            Prompt();
            string? line;
            try
            {
                line = await _terminal.ReadLineAsync(leave).ConfigureAwait(false);
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

            var isCommand = line.StartsWith('/') && !line.StartsWith("//", StringComparison.Ordinal);
            if (isCommand && ChatCommands.IsExit(line))
                return ExitCode.Ok;

            var code = isCommand
                ? await TryAsync(() => commands.RunAsync(line, leave)).ConfigureAwait(false)
                : await TurnAsync(line.StartsWith('/') ? line[1..] : line).ConfigureAwait(false);
            if (code != ExitCode.Ok && (!_terminal.IsInteractive || leave.IsCancellationRequested))
                return code;
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        if (agent.Client.GetService(typeof(OfflineChatClient)) is not null)
            _terminal.Note("An offline stand-in answers, by rules; it is no model. `colloquy doctor` says how to get a real one.");
        else
            _terminal.Note($"Model: {model}");

        _terminal.Note(await _chat.DescribeAsync(cancellationToken).ConfigureAwait(false));
        if (_terminal.IsInteractive)
            _terminal.Note("/help shows the commands.");
    }

    /// <summary>Goes on with a turn that a crash cut off.</summary>
    private async Task<int> ResumeAsync()
    {
        if (_chat.Found is not { Record.Activity: SessionActivity.Running } session)
            return ExitCode.Ok;

        if (Wording.Status(session.Record, host.Time) == "running" && waits)
            _terminal.Note($"A turn is under way in another process, or its process died a moment ago. Waiting for it (its lease lives until {host.Time.GetLocalNow().Add(session.Record.LeasedUntil!.Value - host.Time.GetUtcNow()):HH:mm:ss} unless it is renewed); Ctrl-C leaves.");

        return await TryAsync(async () =>
        {
            using var turn = host.Interrupts.BeginTurn();
            try
            {
                if (await agent.ResumeAsync(session, Options, turn.Token).WaitAsync(host.Interrupts.Leave).ConfigureAwait(false) is not { } answer)
                    return;

                _terminal.Note($"Turn {answer.Turn} had been interrupted, and went on from where it stopped: \"{PlainText.Short(answer.Messages[0].Text, 60)}\"");
                _terminal.Output.WriteLine(PlainText.Safe(answer.Text));
            }
            finally
            {
                host.Interrupts.EndTurn();
            }
        }).ConfigureAwait(false);
    }

    private Task<int> TurnAsync(string input) => TryAsync(async () =>
    {
        using var turn = host.Interrupts.BeginTurn();
        var printer = new AnswerPrinter(_terminal);
        try
        {
            var session = await _chat.OpenAsync(turn.Token).ConfigureAwait(false);
            // A client that does not listen to its cancellation must not keep a second Ctrl-C from leaving.
            await printer.PrintAsync(agent.RunStreamingAsync(input, session, Options, turn.Token)).WaitAsync(host.Interrupts.Leave).ConfigureAwait(false);
            await _chat.NameAsync(input, turn.Token).ConfigureAwait(false);
        }
        finally
        {
            printer.EndLine();
            host.Interrupts.EndTurn();
        }
    });

    /// <summary>Does something, and says in a line what went wrong.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a model's client throws, the person sees a sentence and goes on.")]
    private async Task<int> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception problem)
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
        _terminal.Output.Write(_terminal.HasColour ? "\e[1;32m>\e[0m " : "> ");
        _terminal.Output.Flush();
    }
}
