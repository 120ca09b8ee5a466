using System.Globalization;
using Colloquy.Models;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Prints the play.</summary>
public static class Print
{
    private const int NameWidth = 9;

    static Print()
    {
        if (!Console.IsOutputRedirected)
            return;

        // Spectre takes a pipe for a window of 80 columns, and would break sentences and print in bold there.
        AnsiConsole.Profile.Width = 1_000;
        AnsiConsole.Profile.Capabilities.Ansi = false;
    }

    public static void Opening(string store)
    {
        var model = ChatModels.DefaultName();
        AnsiConsole.MarkupLine("[bold]Repair desk[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]Store: {store}[/]");
        if (model == "offline")
            AnsiConsole.MarkupLine("[yellow]Model: an offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real one.[/]");
        else
            AnsiConsole.MarkupLineInterpolated($"[grey]Model: {model}[/]");
    }

    public static void Scene(string title, string happens)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold cyan]{title}[/] [grey]· process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]{happens}[/]");
        AnsiConsole.WriteLine();
    }

    public static void Blank() => AnsiConsole.WriteLine();

    public static void Said(string name, string text) => Line("green", name, text);

    public static void Answered(Caller caller, DeskAnswer reply)
    {
        Remark(reply.CalledBefore
            ? $"{caller.Name} called before: {reply.Answer.CarriedIn} earlier messages"
            : $"the first call of {caller.Name}");
        foreach (var call in reply.Answer.ToolCalls)
            Remark($"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}: {argument.Value}"))})");
        Line("blue", "Desk", reply.Answer.Text);
        AnsiConsole.WriteLine();
    }

    public static void Remark(string text) => Line("grey", "", $"· {text}", "grey");

    public static void Figures(IEnumerable<(Caller Caller, ConversationSize Size, int Cases)> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Caller", "Hall").AddColumn("Turns", column => column.RightAligned()).AddColumn("Messages", column => column.RightAligned()).AddColumn("Cases", column => column.RightAligned());
        foreach (var (caller, size, cases) in rows)
            table.AddRow(caller.Name, caller.Hall, Number(size.Turns), Number(size.Messages), Number(cases));
        AnsiConsole.Write(table);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // A grid, so that a long text goes on under its own beginning.
    private static void Line(string colour, string name, string text, string textColour = "default")
    {
        var grid = new Grid()
            .AddColumn(new GridColumn { Width = NameWidth, Padding = new Padding(0), NoWrap = true })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(new Markup($"[{colour}]{name.EscapeMarkup()}[/]"), new Markup($"[{textColour}]{text.EscapeMarkup()}[/]"));
        AnsiConsole.Write(grid);
    }
}
