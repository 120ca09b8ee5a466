using System.Globalization;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Messages of a conversation, a row each.</summary>
internal static class MessageTable
{
    public static void Print(Conversation conversation, Terminal terminal)
    {
        var table = Terminal.CreateTable("Position", "Turn", "Role", "Message");
        table.Columns[0].RightAligned();
        table.Columns[1].RightAligned();
        table.Columns[3].NoWrap = false;
        Turn? shown = null;
        foreach (var item in conversation.Items)
        {
            var turn = conversation.Turns.FirstOrDefault(turn => turn.Start == item.TurnStart);
            var status = turn is not null && turn != shown && turn.Status != TurnStatus.Completed ? $" ({Wording.Status(turn.Status)})" : "";
            table.AddRow(
                $"[grey]{item.Position}[/]",
                (turn?.Number.ToString(CultureInfo.InvariantCulture) ?? "-") + status,
                item.Role == ChatRole.User ? "[green]user[/]" : Terminal.Cell(item.Role.Value),
                Markup.Escape(Conversation.Describe(item)));
            shown = turn;
        }

        terminal.Write(table);
    }
}
