using System.Globalization;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>What can be typed in a chat besides messages.</summary>
internal sealed class ChatCommands(ChatSession chat, Terminal terminal)
{
    private const int HistoryLength = 20;

    private static readonly (string Name, string Does)[] Known =
    [
        ("/undo", "takes the last turn back, the answer and what you said"),
        ("/history", "shows the newest messages; /history 100 shows more of them"),
        ("/help", "shows this"),
        ("/exit", "leaves; so does the end of the input, or Ctrl-C at the prompt"),
    ];

    public static bool IsExit(string line) => line is "/exit" or "/quit";

    public async Task RunAsync(string line, CancellationToken cancellationToken)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["/undo"]:
                await UndoAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ["/history"]:
                await ShowHistoryAsync(HistoryLength, cancellationToken).ConfigureAwait(false);
                break;
            case ["/history", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 10_000:
                await ShowHistoryAsync(limit, cancellationToken).ConfigureAwait(false);
                break;
            case ["/history", ..]:
                terminal.Problem("/history wants a number from 1 to 10000, or nothing.");
                break;
            case ["/help"]:
                ShowHelp();
                break;
            default:
                terminal.Problem($"There is no command '{PlainText.Short(words[0], 40)}'. There are {string.Join(", ", Known.Select(known => known.Name))}; a message that begins with a slash is written with two.");
                break;
        }
    }

    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (chat.Found is not { } session || await session.CountTurnsAsync(cancellationToken).ConfigureAwait(false) == 0)
        {
            terminal.Note("There is nothing to take back.");
            return;
        }

        var undone = await session.UndoTurnAsync(cancellationToken).ConfigureAwait(false);
        terminal.Note($"Took back turn {undone.Number}: \"{PlainText.Short(undone.Input, 60)}\"");
    }

    private async Task ShowHistoryAsync(int limit, CancellationToken cancellationToken)
    {
        var items = chat.Found is { } session ? await session.GetItemsAsync(limit, cancellationToken: cancellationToken).ConfigureAwait(false) : [];
        if (items.Count == 0)
            terminal.Note("There are no messages yet.");

        foreach (var item in items)
        {
            var who = item.Role == ChatRole.User ? "you" : item.Author ?? item.Role.Value;
            var text = Conversation.Describe(item);
            if (terminal.IsWindow)
                terminal.Mark($"[{(item.Role == ChatRole.User ? "green" : "grey")}]{Markup.Escape(PlainText.Line(who))}:[/] {Markup.Escape(text)}");
            else
                terminal.Output.WriteLine($"{PlainText.Line(who)}: {text}");
        }
    }

    private void ShowHelp()
    {
        foreach (var (name, does) in Known)
            terminal.Output.WriteLine($"  {name,-9} {does}");
    }
}
