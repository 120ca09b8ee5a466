using System.Globalization;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>What can be typed in a chat besides messages.</summary>
internal sealed class ChatCommands(CliHost host, ChatSession chat, Agent agent, RunOptions options)
{
    private const int HistoryLength = 20;

    private readonly Terminal _terminal = host.Terminal;
    private readonly ChatBranches _branches = new(host, chat);
    private readonly TurnRunner _turns = new(host);

    private static readonly (string Name, string Does)[] Known =
    [
        ("/undo", "removes the last turn: the answer and your message"),
        ("/redo", "brings back what was taken back last"),
        ("/retry", "asks the last question again"),
        ("/edit", "says something else in place of the last question: /edit And in Africa?"),
        ("/fork", "makes another branch and goes there; /fork NAME names it, /fork NAME 2 begins it after turn 2"),
        ("/switch", "goes to another branch: /switch main"),
        ("/branches", "shows the branches"),
        ("/approvals", "asks again about tool calls that wait for you"),
        ("/history", "shows the newest messages; /history 100 shows more of them"),
        ("/help", "shows this"),
        ("/exit", "leaves; so does the end of the input, or Ctrl-C at the prompt"),
    ];

    public static bool IsExit(string line) => line is "/exit" or "/quit";

    /// <summary>Whether a command may leave a turn waiting for the person.</summary>
    public static bool RunsTurn(string line) => line.Split(' ')[0] is "/retry" or "/edit" or "/approvals";

    public async Task RunAsync(string line, CancellationToken cancellationToken)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["/undo"]:
                await UndoAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ["/redo"]:
                await RedoAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ["/retry"]:
                await AgainAsync((session, token) => agent.RetryTurnStreamingAsync(session, options, token), cancellationToken).ConfigureAwait(false);
                break;
            case ["/edit", _, ..]:
                var text = line["/edit".Length..].Trim();
                await AgainAsync((session, token) => agent.EditAndResendStreamingAsync(text, session, turnNumber: null, options, token), cancellationToken).ConfigureAwait(false);
                break;
            case ["/edit"]:
                throw new CliException(ExitCode.Usage, "/edit wants what is said instead: /edit And in Africa?");
            case ["/approvals"]:
                await TellAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ["/fork", ..] or ["/switch", ..] or ["/branches"]:
                await _branches.RunAsync(words, cancellationToken).ConfigureAwait(false);
                break;
            case ["/history"]:
                await ShowHistoryAsync(HistoryLength, cancellationToken).ConfigureAwait(false);
                break;
            case ["/history", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 10_000:
                await ShowHistoryAsync(limit, cancellationToken).ConfigureAwait(false);
                break;
            case ["/history", ..]:
                throw new CliException(ExitCode.Usage, "/history wants a number from 1 to 10000, or nothing.");
            case ["/help"]:
                ShowHelp();
                break;
            default:
                throw new CliException(ExitCode.Usage, $"There is no command '{PlainText.Short(words[0], 40)}'. There are {string.Join(", ", Known.Select(known => known.Name))}; a message that begins with a slash is written with two.");
        }
    }

    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        var turn = chat.Found is { } session ? await session.UndoTurnAsync(cancellationToken).ConfigureAwait(false) : null;
        _terminal.Note(turn is null ? "There is nothing to take back." : Wording.TookBack(turn));
    }

    private async Task RedoAsync(CancellationToken cancellationToken)
    {
        if (chat.Found is { } session && await session.RedoAsync(cancellationToken).ConfigureAwait(false) is not null)
            _terminal.Note(Wording.BroughtBack(session.Branch, await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false)));
        else
            _terminal.Note("There is nothing to bring back.");
    }

    private async Task AgainAsync(Func<Session, CancellationToken, IAsyncEnumerable<AgentUpdate>> begin, CancellationToken cancellationToken)
    {
        if (chat.Found is not { } session || await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false) == 0)
            _terminal.Note("There is nothing to ask again.");
        else
            await _turns.RunAsync(token => begin(session, token)).ConfigureAwait(false);
    }

    private async Task ShowHistoryAsync(int limit, CancellationToken cancellationToken)
    {
        var items = chat.Found is { } session ? await session.GetItemsAsync(limit, cancellationToken: cancellationToken).ConfigureAwait(false) : [];
        if (items.Count == 0)
            _terminal.Note("There are no messages yet.");

        await _terminal.PageAsync(() => PrintHistory(items), cancellationToken).ConfigureAwait(false);
    }

    private void PrintHistory(IReadOnlyList<SessionItem> items)
    {
        foreach (var item in items)
        {
            var who = item.Role == ChatRole.User ? "you" : item.Author ?? item.Role.Value;
            var text = Conversation.Describe(item);
            if (_terminal.IsWindow)
                _terminal.Mark($"[{(item.Role == ChatRole.User ? "green" : "grey")}]{Markup.Escape(PlainText.Line(who))}:[/] {Markup.Escape(text)}");
            else
                _terminal.Say($"{PlainText.Line(who)}: {text}");
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (chat.Found is not { } session || (await session.Approvals.ListAsync(cancellationToken).ConfigureAwait(false)).Count == 0)
            _terminal.Note("Nothing waits for you.");
    }

    private void ShowHelp()
    {
        foreach (var (name, does) in Known)
            _terminal.Say($"  {name,-10} {does}");
    }
}
