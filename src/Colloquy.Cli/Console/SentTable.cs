using System.Globalization;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Messages as a model is sent them, whole.</summary>
internal static class SentTable
{
    public static void Print(IReadOnlyList<ChatMessage> messages, Terminal terminal)
    {
        var table = Terminal.CreateTable("Sent", "Role", "Message");
        table.Columns[0].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var (message, number) in messages.Select((message, i) => (message, i + 1)))
            table.AddRow($"[grey]{number.ToString(CultureInfo.InvariantCulture)}[/]", message.Role == ChatRole.User ? "[green]user[/]" : Terminal.Cell(message.Role.Value), Markup.Escape(MessageView.Describe(message)));

        terminal.Write(table);
    }
}
